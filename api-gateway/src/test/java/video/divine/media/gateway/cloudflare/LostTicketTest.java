package video.divine.media.gateway.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;

import static video.divine.media.gateway.cloudflare.StreamClientTest.COMMAND;
import static video.divine.media.gateway.cloudflare.StreamClientTest.EXPIRY;
import static video.divine.media.gateway.cloudflare.StreamClientTest.PUBKEY;
import static video.divine.media.gateway.cloudflare.StreamClientTest.REQUEST;
import static video.divine.media.gateway.cloudflare.StreamClientTest.SAGA;
import static video.divine.media.gateway.cloudflare.StreamClientTest.fault;
import static video.divine.media.gateway.cloudflare.StreamClientTest.value;
import static video.divine.media.gateway.cloudflare.StreamOperation.DELETE;
import static video.divine.media.gateway.cloudflare.StreamOperation.DIRECT_UPLOAD;
import static video.divine.media.gateway.cloudflare.StreamOperation.FIND_BY_NAME;
import static video.divine.media.gateway.cloudflare.TinyStream.after;
import static video.divine.media.gateway.cloudflare.TinyStream.before;
import static video.divine.media.gateway.cloudflare.TinyStream.error;
import static video.divine.media.gateway.cloudflare.TinyStream.raw;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import video.divine.media.gateway.cloudflare.StreamFailure.Reason;
import video.divine.media.gateway.cloudflare.StreamSettings.Calls;
import video.divine.media.gateway.cloudflare.TinyStream.Answer;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

/** A ticket whose answer was lost is deleted before another is made, over a real connection. */
class LostTicketTest {
    static final TicketRequest REPEATED =
            new TicketRequest(COMMAND, PUBKEY, Map.of(), EXPIRY, 60, true);

    final TinyStream stream = new TinyStream();
    final TinyStreamServer server = new TinyStreamServer(stream);
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final StreamClient client = connect(calls(Duration.ofSeconds(2), Duration.ofSeconds(10)));

    /** Two connections and next to no pauses. */
    private static Calls calls(Duration connectTimeout, Duration callTimeout) {
        return new Calls(
                connectTimeout,
                callTimeout,
                3,
                Duration.ofMillis(1),
                2,
                Calls.DEFAULT.breakerPause());
    }

    private StreamClient connect(Calls calls) {
        return connect(calls, 1_100);
    }

    private StreamClient connect(int budget) {
        return connect(calls(Duration.ofSeconds(2), Duration.ofSeconds(10)), budget);
    }

    private StreamClient connect(Calls calls, int budget) {
        return StreamClient.connect(
                StreamSettings.of(server.baseUrl(), TinyStream.ACCOUNT, TinyStream.TOKEN)
                        .withCalls(calls),
                new FixedBudget(budget),
                meters);
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    static Stream<Answer> lostAnswers() {
        return Stream.of(
                new Answer.Reset(),
                error(503, 0, "overloaded"),
                error(408, 0, "stream timeout"),
                raw(502, "<html>bad gateway</html>"),
                raw(200, "garbage"),
                raw(
                        200,
                        "{\"success\":true,\"result\":{\"uid\":\"x\",\"uploadURL\":\"file:/x\"}}"));
    }

    @ParameterizedTest
    @MethodSource("lostAnswers")
    void lostTicketIsDeletedAndAnotherMade(Answer answer) {
        stream.script(DIRECT_UPLOAD, after(answer));

        var ticket = value(client.directUpload(REQUEST, SAGA));

        assertThat(stream.uids()).containsExactly(ticket.uid());
        assertThat(stream.operations())
                .containsExactly(DIRECT_UPLOAD, FIND_BY_NAME, DELETE, DIRECT_UPLOAD);
        assertThat(meters.get("media.stream.lost.tickets").counter().count()).isEqualTo(1);
    }

    @Test
    void aTicketLostInSilenceIsDeletedAndAnotherMade() {
        stream.script(DIRECT_UPLOAD, after(new Answer.Silence()));
        try (var hasty = connect(calls(Duration.ofSeconds(1), Duration.ofSeconds(2)))) {
            var ticket = value(hasty.directUpload(REQUEST, SAGA));

            assertThat(stream.uids()).containsExactly(ticket.uid());
            assertThat(stream.operations())
                    .containsExactly(DIRECT_UPLOAD, FIND_BY_NAME, DELETE, DIRECT_UPLOAD);
        }
    }

    @Test
    void aLostRequestIsLookedForOnceAndMadeAgain() {
        stream.script(DIRECT_UPLOAD, before(new Answer.Reset()));

        var ticket = value(client.directUpload(REQUEST, SAGA));

        assertThat(stream.uids()).containsExactly(ticket.uid());
        assertThat(stream.operations()).containsExactly(DIRECT_UPLOAD, FIND_BY_NAME, DIRECT_UPLOAD);
    }

    @Test
    void afterTheLastAttemptNothingIsLeftBehind() {
        stream.always(DIRECT_UPLOAD, after(error(500, 0, "oops")));

        assertThat(fault(client.directUpload(REQUEST, SAGA)).reason())
                .isEqualTo(Reason.SERVER_ERROR);

        assertThat(stream.uids()).isEmpty();
        assertThat(stream.count(DIRECT_UPLOAD)).isEqualTo(3);
        assertThat(stream.count(DELETE)).isEqualTo(3);
    }

    @Test
    void noTicketIsMadeWhileTheLostOneCannotBeSought() {
        stream.script(DIRECT_UPLOAD, after(error(500, 0, "oops")));
        stream.always(FIND_BY_NAME, before(error(500, 0, "oops")));

        var fault = fault(client.directUpload(REQUEST, SAGA));

        assertThat(fault.operation()).isEqualTo(FIND_BY_NAME);
        assertThat(stream.count(DIRECT_UPLOAD)).isEqualTo(1);
    }

    @Test
    void aDeletionThatFailedIsTriedAgainBeforeTheNextTicket() {
        stream.script(DIRECT_UPLOAD, after(new Answer.Reset()));
        stream.script(DELETE, before(error(500, 0, "oops")));

        var ticket = value(client.directUpload(REQUEST, SAGA));

        assertThat(stream.uids()).containsExactly(ticket.uid());
        assertThat(stream.operations())
                .containsExactly(
                        DIRECT_UPLOAD, FIND_BY_NAME, DELETE, FIND_BY_NAME, DELETE, DIRECT_UPLOAD);
    }

    @Test
    void aTicketThatIsGoneByAnyWordOfStreamsIsSettled() {
        stream.script(DIRECT_UPLOAD, after(new Answer.Reset()));
        stream.script(DELETE, after(error(404, 1000, "nothing here")));

        var ticket = value(client.directUpload(REQUEST, SAGA));

        assertThat(stream.uids()).containsExactly(ticket.uid());
        assertThat(stream.operations())
                .containsExactly(DIRECT_UPLOAD, FIND_BY_NAME, DELETE, DIRECT_UPLOAD);
    }

    @Test
    void whatAnEarlierAttemptLeftIsDeletedFirst() {
        stream.put("left", "pendingupload", PUBKEY, COMMAND);

        var ticket = value(client.directUpload(REPEATED, SAGA));

        assertThat(stream.uids()).containsExactly(ticket.uid());
        assertThat(stream.operations()).containsExactly(FIND_BY_NAME, DELETE, DIRECT_UPLOAD);
    }

    @Test
    void uploadsAndOtherPeoplesVideosAreLeftAlone() {
        stream.put("uploaded", "queued", PUBKEY, COMMAND);
        stream.put("foreign", "pendingupload", "somebody", COMMAND);
        stream.put("other", "pendingupload", PUBKEY, "another-command");
        stream.ignoreFilters();
        stream.script(DIRECT_UPLOAD, before(new Answer.Reset()));

        var ticket = value(client.directUpload(REQUEST, SAGA));

        assertThat(stream.uids()).containsExactly("uploaded", "foreign", "other", ticket.uid());
    }

    @Test
    void nothingIsSoughtWhenNoConnectionWasMade() {
        server.close();

        assertThat(fault(client.directUpload(REQUEST, SAGA)).reason())
                .isEqualTo(Reason.UNREACHABLE);

        assertThat(calls("direct_upload", "unreachable")).isEqualTo(3);
        assertThat(meters.find("media.stream.calls").tag("operation", "find_by_name").timers())
                .isEmpty();
    }

    @Test
    void noConnectionIsNoQuestion() {
        server.close();

        assertThat(fault(client.directUpload(REQUEST, SAGA)).streamUnasked()).isTrue();
    }

    @Test
    void whatReachedStreamInAnEarlierTryHasReachedIt() {
        stream.always(DIRECT_UPLOAD, before(error(500, 0, "oops")));
        try (var poor = connect(1)) {
            var fault = fault(poor.directUpload(REQUEST, SAGA));

            assertThat(fault.reason()).isEqualTo(Reason.BUDGET_SPENT);
            assertThat(fault.streamUnasked()).isFalse();
        }
        assertThat(stream.operations()).containsExactly(DIRECT_UPLOAD);
    }

    @Test
    void lookingForALostTicketReachesStream() {
        try (var poor = connect(1)) {
            var fault = fault(poor.directUpload(REPEATED, SAGA));

            assertThat(fault.reason()).isEqualTo(Reason.BUDGET_SPENT);
            assertThat(fault.streamUnasked()).isFalse();
        }
        assertThat(stream.operations()).containsExactly(FIND_BY_NAME);
    }

    @Test
    void whereNoCallIsLeftStreamIsNotAsked() {
        try (var broke = connect(0)) {
            assertThat(fault(broke.directUpload(REQUEST, SAGA)).streamUnasked()).isTrue();
            assertThat(fault(broke.directUpload(REPEATED, SAGA)).streamUnasked()).isTrue();
        }
        assertThat(stream.operations()).isEmpty();
    }

    @Test
    void givingUpIsCounted() {
        stream.always(DIRECT_UPLOAD, before(new Answer.Silence()));

        client.directUpload(REQUEST, SAGA).subscribe().dispose();

        assertThat(calls("direct_upload", "cancelled")).isEqualTo(1);
    }

    private long calls(String operation, String outcome) {
        return meters.get("media.stream.calls")
                .tag("operation", operation)
                .tag("outcome", outcome)
                .timer()
                .count();
    }
}
