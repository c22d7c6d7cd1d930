package video.divine.media.gateway.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import static video.divine.media.gateway.cloudflare.StreamOperation.DELETE;
import static video.divine.media.gateway.cloudflare.StreamOperation.DIRECT_UPLOAD;
import static video.divine.media.gateway.cloudflare.StreamOperation.FIND_BY_NAME;
import static video.divine.media.gateway.cloudflare.StreamOperation.GET;
import static video.divine.media.gateway.cloudflare.TinyStream.before;
import static video.divine.media.gateway.cloudflare.TinyStream.error;
import static video.divine.media.gateway.cloudflare.TinyStream.raw;
import static video.divine.media.gateway.cloudflare.TinyStream.withHeader;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.core.publisher.Mono;

import video.divine.media.gateway.cloudflare.StreamFailure.CallerFault;
import video.divine.media.gateway.cloudflare.StreamFailure.Misconfigured;
import video.divine.media.gateway.cloudflare.StreamFailure.Reason;
import video.divine.media.gateway.cloudflare.StreamFailure.StreamFault;
import video.divine.media.gateway.cloudflare.StreamSettings.Calls;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What goes over the wire, and what each answer means. */
class StreamClientTest {
    static final Duration SAGA = Duration.ofSeconds(15);
    static final String COMMAND = "a".repeat(64);
    static final String PUBKEY = "b".repeat(64);
    static final Instant EXPIRY = Instant.parse("2026-11-21T12:30:00Z");
    static final TicketRequest REQUEST =
            new TicketRequest(
                    COMMAND, PUBKEY, Map.of("pubkey", PUBKEY, "mood", "zoë"), EXPIRY, 60, false);
    static final String UID = "0".repeat(31) + "1";

    /** The default timeouts, but next to no pauses: time is the other tests' business. */
    static final Calls BRISK =
            new Calls(
                    Calls.DEFAULT.connectTimeout(),
                    Calls.DEFAULT.callTimeout(),
                    Calls.DEFAULT.attempts(),
                    Duration.ofMillis(1),
                    Calls.DEFAULT.maxConnections(),
                    Calls.DEFAULT.breakerPause());

    private static final String NO_PAGE = "<html>not found</html>";
    private static final String CODE_1000 =
            "{\"success\":false,\"errors\":[{\"code\":1000,\"message\":\"nothing here\"}]}";

    final TinyStream stream = new TinyStream();
    final TinyStreamServer server = new TinyStreamServer(stream);
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final StreamClient client =
            StreamClient.connect(
                    StreamSettings.of(server.baseUrl(), TinyStream.ACCOUNT, TinyStream.TOKEN)
                            .withCalls(BRISK),
                    new FixedBudget(1_100),
                    meters);

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void ticketIsAskedForWithEverythingExplicit() {
        var ticket = value(client.directUpload(REQUEST, SAGA));

        assertThat(ticket).isEqualTo(new UploadTicket(UID, TinyStream.UPLOAD_URL + UID, EXPIRY));
        var call = stream.calls().getFirst();
        assertThat(call.target())
                .isEqualTo("/client/v4/accounts/" + TinyStream.ACCOUNT + "/stream/direct_upload");
        assertThat(call.headers())
                .containsEntry("authorization", "Bearer " + TinyStream.TOKEN)
                .containsEntry("content-type", "application/json");
        var body = StreamJson.MAPPER.readTree(call.body());
        assertThat(body.path("maxDurationSeconds").asInt()).isEqualTo(60);
        assertThat(body.path("expiry").asString()).isEqualTo("2026-11-21T12:30:00Z");
        assertThat(body.path("creator").asString()).isEqualTo(PUBKEY);
        assertThat(body.path("meta").path("name").asString()).isEqualTo(COMMAND);
        assertThat(body.path("meta").path("mood").asString()).isEqualTo("zoë");
    }

    @Test
    void videoIsReadByUid() {
        stream.put(UID, "queued", PUBKEY, COMMAND);

        var video = value(client.get(UID, SAGA)).orElseThrow();

        assertThat(video.uid()).isEqualTo(UID);
        assertThat(video.status().state()).contains("queued");
    }

    @Test
    void unknownVideoIsAbsentAndDeletedAlready() {
        assertThat(value(client.get(UID, SAGA))).isEmpty();
        client.delete(UID, SAGA).block(SAGA);

        assertThat(stream.operations()).containsExactly(GET, DELETE);
    }

    @Test
    void aDeletionInOneTryIsNotTriedAgain() {
        stream.put(UID, "pendingupload", PUBKEY, COMMAND);
        stream.script(DELETE, before(error(500, 10001, "ill")));

        assertThat(fault(client.deleteOnce(UID, SAGA)).reason()).isEqualTo(Reason.SERVER_ERROR);
        assertThat(stream.operations()).containsExactly(DELETE);

        client.deleteOnce(UID, SAGA).block(SAGA);
        assertThat(stream.uids()).isEmpty();
    }

    @Test
    void videoIsDeletedThoughTheAnswerHasNoBody() {
        stream.put(UID, "ready", PUBKEY, COMMAND);

        client.delete(UID, SAGA).block(SAGA);

        assertThat(stream.uids()).isEmpty();
    }

    @Test
    void unknownAccountIsNotAnUnknownVideo() {
        stream.always(GET, before(error(404, 7003, "Could not route to /accounts/x")));
        stream.script(DELETE, before(error(404, 7003, "Could not route to /accounts/x")));
        stream.script(FIND_BY_NAME, before(error(404, 7003, "Could not route to /accounts/x")));

        assertThat(failure(client.get(UID, SAGA))).isInstanceOf(Misconfigured.class);
        assertThat(failure(client.delete(UID, SAGA))).isInstanceOf(Misconfigured.class);
        assertThat(failure(client.findByName(COMMAND, SAGA))).isInstanceOf(Misconfigured.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {NO_PAGE, "", "{}", CODE_1000})
    void onlyStreamsOwnWordIsAnAbsence(String body) {
        stream.script(GET, before(raw(404, body)));

        assertThat(failure(client.get(UID, SAGA))).isInstanceOf(Misconfigured.class);
    }

    @Test
    void aDeletionIsDoneWhateverStreamCallsTheAbsence() {
        stream.script(DELETE, before(raw(404, CODE_1000)));
        client.delete(UID, SAGA).block(SAGA);
        stream.script(DELETE, before(error(404, 10_404, "gone for long")));
        client.deleteOnce(UID, SAGA).block(SAGA);

        assertThat(stream.operations()).containsExactly(DELETE, DELETE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                NO_PAGE,
                "",
                "{}",
                "{\"success\":false,\"errors\":[]}",
                "{\"success\":false,\"errors\":[{\"code\":7003,\"message\":\"no route\"}]}",
                "{\"success\":false,\"errors\":[{\"code\":10000,\"message\":\"who?\"}]}",
            })
    void aDeletionThatSomebodyElseMayHaveAnsweredIsDoneOnceStreamKnowsNoSuchVideo(String body) {
        stream.script(DELETE, before(raw(404, body)));
        client.delete(UID, SAGA).block(SAGA);
        assertThat(stream.operations()).containsExactly(DELETE, GET);

        stream.put(UID, "ready", PUBKEY, COMMAND);
        stream.script(DELETE, before(raw(404, body)));
        assertThat(failure(client.delete(UID, SAGA)).operation()).isEqualTo(DELETE);

        stream.script(DELETE, before(raw(404, body)));
        stream.script(GET, before(raw(404, body)));
        assertThat(failure(client.delete(UID, SAGA)))
                .isInstanceOf(Misconfigured.class)
                .hasMessageStartingWith("Stream delete");
        assertThat(stream.uids()).containsExactly(UID);
    }

    @Test
    void onlyTheExactNameIsFoundEvenIfTheFilterIsIgnored() {
        stream.put("one", "pendingupload", PUBKEY, COMMAND);
        stream.put("two", "pendingupload", PUBKEY, COMMAND + "0");
        stream.ignoreFilters();

        assertThat(value(client.findByName(COMMAND, SAGA)))
                .extracting(StreamVideo::uid)
                .containsExactly("one");
        assertThat(stream.calls().getFirst().target())
                .endsWith("?video_name=" + COMMAND + "&limit=20");
    }

    @ParameterizedTest
    @CsvSource({"400, 10005", "400, 10004", "422, 10005"})
    void refusedInputIsTheCallersFaultAndNotRepeated(int status, int code) {
        stream.script(DIRECT_UPLOAD, before(error(status, code, "meta is odd")));

        var failure = failure(client.directUpload(REQUEST, SAGA));

        assertThat(failure).isInstanceOf(CallerFault.class).hasMessageContaining("meta is odd");
        assertThat(failure.callersFault()).isTrue();
        assertThat(stream.operations()).containsExactly(DIRECT_UPLOAD);
    }

    @ParameterizedTest
    @CsvSource({"401, 10000", "403, 10000", "400, 6003", "404, 7003"})
    void wrongTokenOrAccountIsNotTheCallersFault(int status, int code) {
        stream.script(DIRECT_UPLOAD, before(error(status, code, "Authentication error")));

        var failure = failure(client.directUpload(REQUEST, SAGA));

        assertThat(failure).isInstanceOf(Misconfigured.class);
        assertThat(failure.callersFault()).isFalse();
        assertThat(stream.operations()).containsExactly(DIRECT_UPLOAD);
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 409, 413})
    void anyOtherRefusalIsStreamsFaultAndNotRepeated(int status) {
        stream.script(
                DIRECT_UPLOAD,
                before(withHeader(error(status, 10011, "storage full"), "Location", "/elsewhere")));

        assertThat(fault(client.directUpload(REQUEST, SAGA)).reason()).isEqualTo(Reason.REFUSED);
        assertThat(stream.operations()).containsExactly(DIRECT_UPLOAD);
    }

    @Test
    void aFourHundredWithoutInputOfTheCallerIsStreamsFault() {
        stream.script(GET, before(error(400, 10005, "odd")));

        assertThat(fault(client.get(UID, SAGA)).reason()).isEqualTo(Reason.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "[]",
                "{\"success\":true,\"success\":true}",
                "{\"success\":false,\"result\":{}}",
                "{\"result\":{\"uid\":\"x\"}}",
                "{\"success\":true,\"result\":[]}",
                "{\"success\":true,\"result\":{\"uid\":\"no/uid\"}}",
                "{\"success\":true,\"result\":{\"uid\":\"another\"}}"
            })
    void anAnswerThatCannotBeReadIsGarbled(String body) {
        stream.always(GET, before(raw(200, body)));

        assertThat(fault(client.get(UID, SAGA)).reason()).isEqualTo(Reason.GARBLED);
        assertThat(stream.count(GET)).isEqualTo(3);
    }

    @Test
    void anAnswerOverEightMebibytesIsGarbled() {
        stream.always(FIND_BY_NAME, before(raw(200, "[" + " ".repeat(9 << 20) + "]")));

        var fault = fault(client.findByName(COMMAND, SAGA));

        assertThat(fault.reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(fault).hasMessageContaining("too large");
    }

    @Test
    void readingIsRepeatedUntilStreamIsWell() {
        stream.put(UID, "ready", PUBKEY, COMMAND);
        stream.script(
                GET, before(error(503, 0, "overloaded")), before(new TinyStream.Answer.Reset()));

        assertThat(value(client.get(UID, SAGA))).isPresent();
        assertThat(stream.operations()).containsExactly(GET, GET, GET);
    }

    @Test
    void impossibleUidOrNameIsABugAndNeverSent() {
        for (var call :
                List.<Mono<?>>of(
                        client.get("a/../b", SAGA),
                        client.delete("", SAGA),
                        client.findByName("a&status=ready", SAGA))) {
            assertThat(catchThrowableOfType(Exception.class, () -> call.block(SAGA)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(stream.calls()).isEmpty();
    }

    @Test
    void callsAreCountedByOperationAndOutcome() {
        var _ = value(client.directUpload(REQUEST, SAGA));
        var _ = value(client.get("absent", SAGA));
        stream.script(GET, before(error(403, 10000, "no")));
        var _ = failure(client.get(UID, SAGA));

        assertThat(calls("direct_upload", "ok")).isEqualTo(1);
        assertThat(calls("get", "absent")).isEqualTo(1);
        assertThat(calls("get", "misconfigured")).isEqualTo(1);
        assertThat(meters.get("media.stream.budget.left").gauge().value()).isEqualTo(1_097);
        assertThat(meters.get("media.stream.breaker.state").tag("state", "closed").gauges())
                .hasSize(2)
                .allSatisfy(gauge -> assertThat(gauge.value()).isEqualTo(1));
    }

    @Test
    void whatCloudflareSaysIsLeftIsShown() {
        assertThat(meters.get("media.stream.account.left").gauge().value()).isEqualTo(-1);
        stream.script(
                GET,
                before(withHeader(error(404, 10003, "-"), "Ratelimit", "\"default\";r=7;t=9")));

        assertThat(value(client.get(UID, SAGA))).isEmpty();

        assertThat(meters.get("media.stream.account.left").gauge().value()).isEqualTo(7);
    }

    private long calls(String operation, String outcome) {
        return meters.get("media.stream.calls")
                .tag("operation", operation)
                .tag("outcome", outcome)
                .timer()
                .count();
    }

    static <T> T value(Mono<T> call) {
        return Optional.ofNullable(call.block(SAGA)).orElseThrow();
    }

    static StreamFailure failure(Mono<?> call) {
        return Optional.ofNullable(
                        catchThrowableOfType(StreamFailure.class, () -> call.block(SAGA)))
                .orElseThrow(() -> new AssertionError("Expected a failure, but it worked"));
    }

    static StreamFault fault(Mono<?> call) {
        var failure = failure(call);
        assertThat(failure).isInstanceOf(StreamFault.class);
        assertThat(failure.callersFault()).isFalse();
        return (StreamFault) failure;
    }
}
