package video.divine.media.gateway.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static video.divine.media.gateway.cloudflare.StreamClientTest.REQUEST;
import static video.divine.media.gateway.cloudflare.StreamClientTest.SAGA;
import static video.divine.media.gateway.cloudflare.StreamClientTest.UID;
import static video.divine.media.gateway.cloudflare.StreamClientTest.fault;
import static video.divine.media.gateway.cloudflare.StreamClientTest.value;
import static video.divine.media.gateway.cloudflare.StreamOperation.DIRECT_UPLOAD;
import static video.divine.media.gateway.cloudflare.StreamOperation.GET;
import static video.divine.media.gateway.cloudflare.TinyStream.before;
import static video.divine.media.gateway.cloudflare.TinyStream.success;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import reactor.core.publisher.Sinks;

import video.divine.media.gateway.cloudflare.StreamFailure.Reason;
import video.divine.media.gateway.cloudflare.StreamSettings.Calls;
import video.divine.media.gateway.cloudflare.TinyStream.Answer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * More calls at once than connections: a real pool of one connection, for which four calls may
 * wait, and a Stream that is well but does not answer before it is let.
 */
class ConnectionPoolTest {
    private static final int PLACES = 5;
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(100);

    final TinyStream stream = new TinyStream();
    final TinyStreamServer server = new TinyStreamServer(stream);
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Sinks.Empty<Answer.Reply> release = Sinks.empty();

    @AfterEach
    void close() {
        server.close();
    }

    private StreamClient connect(Duration connectTimeout, int attempts) {
        var calls =
                new Calls(
                        connectTimeout,
                        LONG,
                        attempts,
                        Duration.ofMillis(1),
                        1,
                        Calls.DEFAULT.breakerPause());
        return StreamClient.connect(
                StreamSettings.of(server.baseUrl(), TinyStream.ACCOUNT, TinyStream.TOKEN)
                        .withCalls(calls),
                new FixedBudget(1_100),
                meters);
    }

    /** Uploads on the connection and in every place before it. */
    private List<CompletableFuture<UploadTicket>> fill(StreamClient client, int places) {
        var reply =
                release.asMono()
                        .defaultIfEmpty(
                                success(
                                        Map.of(
                                                "uid",
                                                UID,
                                                "uploadURL",
                                                TinyStream.UPLOAD_URL + UID)));
        stream.script(
                DIRECT_UPLOAD,
                Collections.nCopies(places, before(new Answer.Later(reply)))
                        .toArray(TinyStream.Fault[]::new));
        var uploads = new ArrayList<CompletableFuture<UploadTicket>>();
        uploads.add(client.directUpload(REQUEST, SAGA).toFuture());
        // While it is still being connected, the pool lets more wait, and counts them later.
        await().until(() -> stream.count(DIRECT_UPLOAD) == 1);
        while (uploads.size() < places) {
            uploads.add(client.directUpload(REQUEST, SAGA).toFuture());
        }
        return uploads;
    }

    @Test
    void aBurstAboveThePoolLeavesStreamsHealthAndTheBudgetAlone() {
        try (var client = connect(LONG, 1)) {
            var uploads = fill(client, PLACES);

            for (int surplus = 0; surplus < 20; surplus++) {
                var fault = fault(client.directUpload(REQUEST, SAGA));
                assertThat(fault.reason()).isEqualTo(Reason.NO_CONNECTION);
                assertThat(fault).hasMessageContaining("too many wait for a connection");
            }

            assertThat(breaker("closed")).isEqualTo(1);
            assertThat(budgetLeft()).isEqualTo(1_100 - PLACES);
            release.emitEmpty(Sinks.EmitFailureHandler.FAIL_FAST);
            assertThat(uploads).allSatisfy(upload -> assertThat(upload.join()).isNotNull());
            assertThat(stream.operations()).containsOnly(DIRECT_UPLOAD).hasSize(PLACES);
            assertThat(value(client.get(UID, SAGA))).isEmpty();
        }
    }

    @Test
    void whoeverWasTurnedAwayTriesAgainAndHasNothingToSeek() {
        try (var client = connect(LONG, 3)) {
            var uploads = fill(client, PLACES);

            assertThat(fault(client.directUpload(REQUEST, SAGA)).reason())
                    .isEqualTo(Reason.NO_CONNECTION);

            assertThat(calls("direct_upload", "no_connection")).isEqualTo(3);
            assertThat(meters.find("media.stream.calls").tag("operation", "find_by_name").timers())
                    .isEmpty();
            uploads.forEach(upload -> upload.cancel(true));
        }
    }

    @Test
    void whoeverWaitsTooLongForAConnectionIsTurnedAwayToo() {
        try (var client = connect(SHORT, 1)) {
            var uploads = fill(client, 1);

            for (int surplus = 0; surplus < 11; surplus++) {
                var fault = fault(client.get(UID, SAGA));
                assertThat(fault.reason()).isEqualTo(Reason.NO_CONNECTION);
                assertThat(fault).hasMessageContaining("no free connection");
            }

            assertThat(breaker("closed")).isEqualTo(1);
            assertThat(budgetLeft()).isEqualTo(1_099);
            release.emitEmpty(Sinks.EmitFailureHandler.FAIL_FAST);
            assertThat(uploads.getFirst().join().uid()).isEqualTo(UID);
            assertThat(stream.count(GET)).isZero();
        }
    }

    private double breaker(String state) {
        return meters.get("media.stream.breaker.state")
                .tag("priority", "user")
                .tag("state", state)
                .gauge()
                .value();
    }

    private double budgetLeft() {
        return meters.get("media.stream.budget.left").gauge().value();
    }

    private long calls(String operation, String outcome) {
        return meters.get("media.stream.calls")
                .tag("operation", operation)
                .tag("outcome", outcome)
                .timer()
                .count();
    }
}
