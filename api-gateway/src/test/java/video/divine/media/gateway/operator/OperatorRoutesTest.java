package video.divine.media.gateway.operator;

import static org.assertj.core.api.Assertions.assertThat;

import static video.divine.media.gateway.Gateway.expect;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

import video.divine.media.avro.CallSlice;
import video.divine.media.avro.GovernorRow;
import video.divine.media.avro.LedgerRow;
import video.divine.media.avro.ParkedNotice;
import video.divine.media.avro.RecheckVideo;
import video.divine.media.avro.RefusalReason;
import video.divine.media.avro.VideoStatus;
import video.divine.media.avro.WatchRow;
import video.divine.media.gateway.FakeClock;
import video.divine.media.gateway.FakeCommands;
import video.divine.media.gateway.Gateway;
import video.divine.media.gateway.Logs;
import video.divine.media.gateway.Samples;
import video.divine.media.gateway.cloudflare.CallBudget.Priority;
import video.divine.media.gateway.cloudflare.Standing;
import video.divine.media.gateway.command.UnavailableException;
import video.divine.media.gateway.query.OperatorReads.CallsAtStream;
import video.divine.media.gateway.query.OperatorReads.Parked;
import video.divine.media.gateway.query.OperatorReads.Stuck;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The internal calls, on their own port. */
class OperatorRoutesTest {
    private static final String UID = "6b9e68b07dfee8cc2d116e4c51d6a957";
    private static final String RECHECK = "/internal/videos/" + UID + "/recheck";
    private static final Instant NOW = FakeClock.START;

    final Gateway gateway = Gateway.shared();
    final Logs logs = Logs.ofTheGateway();

    @AfterEach
    void close() {
        logs.close();
    }

    private ResponseSpec call(HttpMethod method, String path) {
        return gateway.internal()
                .method(method)
                .uri(path)
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + Gateway.INTERNAL_TOKEN)
                .exchange();
    }

    private ResponseSpec get(String path) {
        return call(HttpMethod.GET, path);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/internal/parked-notices",
        "GET,/internal/stuck-videos",
        "GET,/internal/governor",
        "POST," + RECHECK,
        "GET,/internal/nothing",
        "GET,/v1/videos/" + UID,
    })
    void nobodyPassesWithoutTheToken(String method, String path) {
        expect(
                        gateway.internal().method(HttpMethod.valueOf(method)).uri(path).exchange(),
                        401,
                        "{\"error\":\"unauthorized\"}")
                .expectHeader()
                .valueEquals(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        for (var token :
                List.of(
                        "Bearer",
                        "Bearer ",
                        "Bearer x",
                        Gateway.INTERNAL_TOKEN,
                        "Nostr " + Gateway.INTERNAL_TOKEN,
                        "Bearer " + Gateway.INTERNAL_TOKEN + "x",
                        "Bearer " + Gateway.STREAM_TOKEN)) {
            expect(
                            gateway.internal()
                                    .method(HttpMethod.valueOf(method))
                                    .uri(path)
                                    .header(HttpHeaders.AUTHORIZATION, token)
                                    .exchange(),
                            401,
                            "{\"error\":\"unauthorized\"}")
                    .expectHeader()
                    .valueEquals(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
        }
        assertThat(gateway.commands.asked()).isEmpty();
        assertThat(logs.everything())
                .allSatisfy(line -> assertThat(line).doesNotContain(Gateway.INTERNAL_TOKEN));
    }

    @Test
    void twoTokensAreNone() {
        gateway.internal()
                .get()
                .uri("/internal/governor")
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + Gateway.INTERNAL_TOKEN, "Bearer x")
                .exchange()
                .expectStatus()
                .isUnauthorized();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/internal/parked-notices",
                "/internal/stuck-videos",
                "/internal/governor",
                RECHECK
            })
    void onThePublicPortThereIsNothing(String path) {
        for (var method : List.of(HttpMethod.GET, HttpMethod.POST)) {
            expect(
                    gateway.overTheNetwork()
                            .method(method)
                            .uri(path)
                            .header(HttpHeaders.AUTHORIZATION, "Bearer " + Gateway.INTERNAL_TOKEN)
                            .exchange(),
                    404,
                    "{\"error\":\"not_found\"}");
        }
    }

    @Test
    void whatIsPublicIsNotHere() {
        expect(get("/v1/videos/" + UID), 404, "{\"error\":\"not_found\"}");
        expect(get("/metrics"), 404, "{\"error\":\"not_found\"}");
        expect(
                        call(HttpMethod.POST, "/internal/governor"),
                        405,
                        "{\"error\":\"method_not_allowed\"}")
                .expectHeader()
                .valueEquals(HttpHeaders.ALLOW, "GET");
    }

    private static Parked parked(String uid, Instant at) {
        return new Parked(uid, new ParkedNotice(Samples.notice("ready", true), at));
    }

    @Test
    void parkedNoticesAreListedTheOldestFirst() {
        expect(get("/internal/parked-notices"), 200, "{\"notices\":[],\"more\":false}");

        gateway.operatorReads.park(parked("b", NOW));
        gateway.operatorReads.park(parked("a", NOW.minusSeconds(60)));

        expect(
                        get("/internal/parked-notices"),
                        200,
                        """
                        {"notices":[
                          {"uid":"a","parkedAt":"2027-01-15T08:29:00Z","state":"ready",
                           "readyToStream":true,"modified":"2027-01-15T08:00:30.120Z"},
                          {"uid":"b","parkedAt":"2027-01-15T08:30:00Z","state":"ready",
                           "readyToStream":true,"modified":"2027-01-15T08:00:30.120Z"}],
                         "more":false}""")
                .expectHeader()
                .valueEquals(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    @Test
    void stuckVideosAreListedTheOldestFirst() {
        gateway.operatorReads.stick(
                new Stuck(
                        "b",
                        new WatchRow(
                                VideoStatus.PROCESSING,
                                NOW.minusSeconds(900),
                                7,
                                NOW.plusSeconds(600),
                                0,
                                null,
                                true)));
        gateway.operatorReads.stick(
                new Stuck(
                        "a",
                        new WatchRow(
                                VideoStatus.PENDING_UPLOAD,
                                NOW.minusSeconds(1_800),
                                9,
                                NOW.plusSeconds(60),
                                1,
                                NOW.minusSeconds(30),
                                true)));

        expect(
                get("/internal/stuck-videos"),
                200,
                """
                {"videos":[
                  {"uid":"a","status":"pending_upload","since":"2027-01-15T08:00:00Z",
                   "attempts":9,"nextAt":"2027-01-15T08:31:00Z","absences":1,
                   "absentSince":"2027-01-15T08:29:30Z"},
                  {"uid":"b","status":"processing","since":"2027-01-15T08:15:00Z",
                   "attempts":7,"nextAt":"2027-01-15T08:40:00Z","absences":0}],
                 "more":false}""");
    }

    @Test
    void aLimitIsKeptAndWhatIsBeyondItIsTold() {
        for (int i = 0; i < 3; i++) {
            gateway.operatorReads.park(parked("uid" + i, NOW.plusSeconds(i)));
        }

        get("/internal/parked-notices?limit=2")
                .expectBody()
                .jsonPath("$.notices.length()")
                .isEqualTo(2)
                .jsonPath("$.more")
                .isEqualTo(true);
        get("/internal/parked-notices?limit=3")
                .expectBody()
                .jsonPath("$.notices.length()")
                .isEqualTo(3)
                .jsonPath("$.more")
                .isEqualTo(false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1001", "-1", "many", "", "1&limit=2"})
    void aLimitThatIsNoneIsRefused(String limit) {
        for (var path : List.of("/internal/parked-notices", "/internal/stuck-videos")) {
            expect(
                    get(path + "?limit=" + limit),
                    400,
                    "{\"error\":\"bad_request\",\"reason\":\"invalid_limit\"}");
        }
    }

    @Test
    void whatIsLeftOfTheAccountIsTold() {
        gateway.operatorReads.calls(
                new CallsAtStream(
                        new GovernorRow(
                                List.of(new CallSlice(1L, 3, 1), new CallSlice(2L, 10, 20)),
                                NOW.plusSeconds(30),
                                NOW,
                                1_100),
                        987,
                        529));
        gateway.stream.stand(Priority.USER, new Standing("half_open", 12, Duration.ZERO));
        gateway.stream.stand(
                Priority.BACKGROUND, new Standing("open", 0, Duration.ofNanos(7_500_999_999L)));
        gateway.operatorReads.storage(
                new LedgerRow(120L, 90.0, 150.0, 60_000.0, NOW.minusSeconds(5)));

        expect(
                get("/internal/governor"),
                200,
                """
                {"calls":{"limit":1100,"used":{"user":13,"background":21},
                          "left":{"user":987,"background":529},
                          "blockedUntil":"2027-01-15T08:30:30Z"},
                 "storage":{"reservedMinutes":2.0,"usedMinutes":1.5,
                            "reported":{"usedMinutes":2.5,"limitMinutes":1000.0,
                                        "at":"2027-01-15T08:29:55Z"}},
                 "gateway":{"user":{"breaker":"half_open","leased":12},
                            "background":{"breaker":"open","leased":0,
                                          "pausedUntil":"2027-01-15T08:30:07.500Z"}}}""");
    }

    @Test
    void whatNobodyKnowsIsAbsentAndABlockThatIsOverIsNone() {
        expect(
                get("/internal/governor"),
                200,
                """
                {"gateway":{"user":{"breaker":"closed","leased":0},
                            "background":{"breaker":"closed","leased":0}}}""");

        gateway.operatorReads.calls(
                new CallsAtStream(new GovernorRow(List.of(), NOW, NOW, 1_100), 990, 550));
        gateway.operatorReads.storage(new LedgerRow(0L, 0.0, null, null, null));

        expect(
                get("/internal/governor"),
                200,
                """
                {"calls":{"limit":1100,"used":{"user":0,"background":0},
                          "left":{"user":990,"background":550}},
                 "storage":{"reservedMinutes":0.0,"usedMinutes":0.0},
                 "gateway":{"user":{"breaker":"closed","leased":0},
                            "background":{"breaker":"closed","leased":0}}}""");
    }

    @Test
    void aVideoIsCheckedAgain() {
        expect(call(HttpMethod.POST, RECHECK), 202, "{\"uid\":\"%s\"}".formatted(UID));
        expect(call(HttpMethod.POST, RECHECK), 202, "{\"uid\":\"%s\"}".formatted(UID));

        var ids =
                gateway.commands.asked().stream()
                        .map(command -> ((RecheckVideo) command).getCommandId())
                        .toList();
        assertThat(ids)
                .hasSize(2)
                .doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(id).matches("[0-9a-f]{64}"));
        assertThat(gateway.commands.keys()).containsOnly(UID);
    }

    @Test
    void whatCannotBeCheckedIsToldApart() {
        gateway.commands.answer(FakeCommands.refusal(RefusalReason.NOT_FOUND));
        expect(call(HttpMethod.POST, RECHECK), 404, "{\"error\":\"not_found\"}");

        expect(
                call(HttpMethod.POST, "/internal/videos/a-b/recheck"),
                400,
                "{\"error\":\"bad_request\",\"reason\":\"invalid_uid\"}");

        gateway.commands.overload();
        expect(
                call(HttpMethod.POST, RECHECK),
                503,
                "{\"error\":\"unavailable\",\"reason\":\"overloaded\"}");
    }

    @Test
    void storesThatDoNotServeAreUnavailable() {
        gateway.operatorReads.fail(
                new UnavailableException("starting", "starting", Duration.ofSeconds(2)));

        for (var path :
                List.of(
                        "/internal/parked-notices",
                        "/internal/stuck-videos",
                        "/internal/governor")) {
            expect(get(path), 503, "{\"error\":\"unavailable\",\"reason\":\"starting\"}")
                    .expectHeader()
                    .valueEquals(HttpHeaders.RETRY_AFTER, "2");
        }
    }

    @Test
    void aBugIsOneJsonBodyAndALogLine() {
        gateway.operatorReads.fail(new IllegalStateException("a bug"));

        expect(get("/internal/governor"), 500, "{\"error\":\"internal\"}");

        assertThat(logs.everything())
                .anySatisfy(line -> assertThat(line).contains("a bug"))
                .allSatisfy(line -> assertThat(line).doesNotContain(Gateway.INTERNAL_TOKEN));
    }
}
