package video.divine.media.gateway.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import static video.divine.media.gateway.Gateway.expect;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;

import video.divine.media.avro.PublisherCounters;
import video.divine.media.avro.VideoStatus;
import video.divine.media.gateway.Gateway;
import video.divine.media.gateway.Samples;
import video.divine.media.gateway.command.UnavailableException;
import video.divine.media.gateway.publisher.PublisherHandler.PageBody;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** {@code GET /v1/users/{pubkey}/videos}, {@code …/quota} and {@code …/counters}. */
class PublisherRoutesTest {
    final Gateway gateway = Gateway.shared();
    final String pubkey = gateway.alice.pubkey().hex();
    final String videos = "/v1/users/" + pubkey + "/videos";

    private static String bad(String reason) {
        return "{\"error\":\"bad_request\",\"reason\":\"" + reason + "\"}";
    }

    /** v1 is the oldest. */
    private void publish(int count) {
        for (int i = 1; i <= count; i++) {
            gateway.reads.put(
                    Samples.video(
                            "v" + i,
                            gateway.alice.pubkey(),
                            VideoStatus.PROCESSING,
                            Samples.CREATED.plusSeconds(i)));
        }
    }

    private PageBody page(String query) {
        return Objects.requireNonNull(
                gateway.get(videos + query)
                        .expectStatus()
                        .isOk()
                        .expectBody(PageBody.class)
                        .returnResult()
                        .getResponseBody());
    }

    private static List<String> uids(PageBody page) {
        return page.videos().stream().map(video -> video.uid()).toList();
    }

    @Test
    void aPublishersVideosAreListedNewestFirst() {
        publish(2);
        gateway.reads.put(Samples.ready("other", gateway.bob.pubkey()));

        expect(
                        gateway.get(videos),
                        200,
                        """
                        {"pubkey":"%s","videos":[
                         {"uid":"v2","status":"processing","owner":"%s",
                          "createdAt":"2027-01-15T08:00:02.120Z"},
                         {"uid":"v1","status":"processing","owner":"%s",
                          "createdAt":"2027-01-15T08:00:01.120Z"}]}"""
                                .formatted(pubkey, pubkey, pubkey))
                .expectHeader()
                .valueEquals(HttpHeaders.CACHE_CONTROL, "no-cache");
    }

    @Test
    void anNpubIsThePubkeyToo() {
        publish(1);

        expect(
                gateway.get("/v1/users/" + gateway.alice.pubkey().npub() + "/videos"),
                200,
                """
                {"pubkey":"%s","videos":[{"uid":"v1","status":"processing","owner":"%s",
                 "createdAt":"2027-01-15T08:00:01.120Z"}]}"""
                        .formatted(pubkey, pubkey));
    }

    @Test
    void whoeverPublishedNothingHasAnEmptyList() {
        expect(gateway.get(videos), 200, "{\"pubkey\":\"%s\",\"videos\":[]}".formatted(pubkey));
    }

    @Test
    void twentyAreOnAPageUnlessAskedOtherwise() {
        publish(101);

        assertThat(page("").videos()).hasSize(20);
        assertThat(page("?limit=1").videos()).hasSize(1);
        assertThat(page("?limit=100").videos()).hasSize(100);
        assertThat(page("?limit=100").nextCursor()).isNotNull();
    }

    @Test
    void theCursorLeadsThroughAllPages() {
        publish(5);
        // Two of one instant, on both sides of a page's end.
        gateway.reads.put(
                Samples.video(
                        "w4",
                        gateway.alice.pubkey(),
                        VideoStatus.PROCESSING,
                        Samples.CREATED.plusSeconds(4)));

        var seen = new ArrayList<String>();
        var page = page("?limit=2");
        seen.addAll(uids(page));
        while (page.nextCursor() != null) {
            page = page("?limit=2&cursor=" + page.nextCursor());
            seen.addAll(uids(page));
        }

        assertThat(seen).containsExactly("v5", "v4", "w4", "v3", "v2", "v1");
    }

    @Test
    void aFullLastPageHasNoCursor() {
        publish(2);

        assertThat(page("?limit=2").nextCursor()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?limit=0",
                "?limit=101",
                "?limit=-1",
                "?limit=",
                "?limit",
                "?limit=1.5",
                "?limit=abc",
                "?limit=99999999999",
                "?limit=1&limit=2",
                "?limit=%D9%A1"
            })
    void aLimitIsFromOneToAHundred(String query) {
        expect(gateway.get(videos + query), 400, bad("invalid_limit"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?cursor=",
                "?cursor=abc",
                "?cursor=!",
                "?cursor=MQ&cursor=MQ",
                "?cursor=MTIzNDU2Nzg5MDEyMzQ1Ni5h"
            })
    void aCursorIsOneOfOurs(String query) {
        expect(gateway.get(videos + query), 400, bad("invalid_cursor"));
    }

    @ParameterizedTest
    @CsvSource({
        "abc",
        "79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798",
        "npub1abc",
        "nsec1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqsmhltgl",
        "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f817980",
        "%20"
    })
    void whatCannotBeAPubkeyIsRefusedBeforeAnythingElse(String text) {
        gateway.reads.fail(new IllegalStateException("Expected no read"));

        expect(gateway.get("/v1/users/" + text + "/videos?limit=0"), 400, bad("invalid_pubkey"));
        expect(gateway.get("/v1/users/" + text + "/quota"), 400, bad("invalid_pubkey"));
        expect(gateway.get("/v1/users/" + text + "/counters"), 400, bad("invalid_pubkey"));
    }

    @Test
    void theQuotaIsWhatIsLeftOfTheHour() {
        expect(
                        gateway.get("/v1/users/" + pubkey + "/quota"),
                        200,
                        "{\"limit\":30,\"used\":7,\"resetAt\":\"2027-01-15T09:00:00Z\"}")
                .expectHeader()
                .valueEquals(HttpHeaders.CACHE_CONTROL, "no-cache");
    }

    @Test
    void theCountersAreOfAllTheTime() {
        gateway.reads.count(gateway.alice.pubkey(), new PublisherCounters(12L, 10L, 1L, 0L, 58.5));

        expect(
                        gateway.get("/v1/users/" + pubkey + "/counters"),
                        200,
                        "{\"uploads\":12,\"ready\":10,\"failed\":1,\"deleted\":0,\"secondsStored\":58.5}")
                .expectHeader()
                .valueEquals(HttpHeaders.CACHE_CONTROL, "no-cache");
    }

    @Test
    void whoNeverUploadedHasNothing() {
        expect(
                gateway.get("/v1/users/" + pubkey + "/counters"),
                200,
                "{\"uploads\":0,\"ready\":0,\"failed\":0,\"deleted\":0,\"secondsStored\":0.0}");
    }

    @Test
    void readsThatCannotTellSayWhenToComeBack() {
        gateway.reads.fail(
                new UnavailableException("for the log", "starting", Duration.ofSeconds(1)));

        for (var path : List.of("videos", "quota", "counters")) {
            expect(
                            gateway.get("/v1/users/" + pubkey + "/" + path),
                            503,
                            "{\"error\":\"unavailable\",\"reason\":\"starting\"}")
                    .expectHeader()
                    .valueEquals(HttpHeaders.RETRY_AFTER, "1");
        }
    }
}
