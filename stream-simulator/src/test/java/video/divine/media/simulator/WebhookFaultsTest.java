package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import video.divine.media.simulator.webhook.RetryPolicy;
import video.divine.media.simulator.webhook.WebhookSignature;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Most videos here are none: those end, and are told of, at once. */
class WebhookFaultsTest {
    private static final Duration QUIET = Duration.ofMillis(400);
    private static final String SECRET = "a secret";
    private static final RetryPolicy IMPATIENT =
            new RetryPolicy(Duration.ofSeconds(5), 3, Duration.ofMillis(20));

    @TempDir Path directory;
    private WebhookReceiver receiver;
    private StreamSimulator simulator;
    private Client client;
    private FaultControl faults;

    @BeforeEach
    void start() throws IOException {
        receiver = new WebhookReceiver();
        restart(IMPATIENT);
    }

    @AfterEach
    void stop() {
        simulator.close();
        receiver.close();
    }

    @Test
    void aDroppedNoticeIsSentByNoLaterStartEither() throws InterruptedException {
        faults.put("{\"webhook\":{\"drop\":1}}").result();
        var dropped = fail();
        assertThat(receiver.isQuietFor(QUIET)).isTrue();
        simulator.close();
        restart(IMPATIENT);

        assertThat(receiver.isQuietFor(QUIET)).isTrue();
        assertThat(Client.state(client.video(dropped))).isEqualTo("error");
        assertThat(fail()).isEqualTo(uid(receiver.next()));
    }

    @Test
    void aDuplicatedNoticeIsSentTwice() throws InterruptedException {
        faults.put("{\"webhook\":{\"duplicate\":1}}").result();
        fail();
        var first = receiver.next();
        var second = receiver.next();

        assertThat(second.body()).isEqualTo(first.body());
        assertSigned(first);
        assertSigned(second);
        assertThat(receiver.isQuietFor(QUIET)).isTrue();
    }

    @Test
    void ofTwoNoticesInTheWrongOrderTheLaterOneGoesFirst() throws InterruptedException {
        faults.put("{\"webhook\":{\"reorder\":1}}").result();
        var first = fail();
        var second = fail();

        assertThat(uid(receiver.next())).isEqualTo(second);
        assertThat(uid(receiver.next())).isEqualTo(first);
        assertThat(receiver.isQuietFor(QUIET)).isTrue();
    }

    @Test
    void aDelayedNoticeComesLater() throws InterruptedException {
        var delay = Duration.ofMillis(700);
        faults.put("{\"webhook\":{\"delayMs\":" + delay.toMillis() + "}}").result();
        var start = System.nanoTime();
        fail();
        receiver.next();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(delay);
    }

    /** A stop does not wait for it, and does not lose it. */
    @Test
    void aNoticeThatWaitsIsSentAfterTheNextStart() throws InterruptedException {
        faults.put("{\"webhook\":{\"delayMs\":3600000}}").result();
        var waiting = fail();
        simulator.close();
        restart(IMPATIENT);

        assertThat(uid(receiver.next())).isEqualTo(waiting);
    }

    @Test
    void aBadSignatureHasTheFormOfAGoodOne() throws InterruptedException {
        faults.put("{\"webhook\":{\"badSignature\":1}}").result();
        receiver.answer(403);
        fail();
        var first = receiver.next();
        var second = receiver.next();

        assertThat(first.signature()).matches("time=\\d+,sig1=[0-9a-f]{64}");
        assertThat(first.signature()).isNotEqualTo(rightSignature(first));
        assertThat(second.signature()).isNotEqualTo(rightSignature(second));
        assertThat(second.body()).isEqualTo(first.body());
    }

    /** Those of this run are used up, and nothing is set any more when it is sent again. */
    @Test
    void aNoticeKeepsItsFateOverARestart() throws InterruptedException {
        faults.put("{\"webhook\":{\"badSignature\":1,\"duplicate\":1}}").result();
        receiver.answer(403, 403, 403, 403);
        fail();
        for (var attempt = 0; attempt < 4; attempt++) {
            assertThat(isRightlySigned(receiver.next())).isFalse();
        }
        faults.clear();
        simulator.close();
        restart(IMPATIENT);

        assertThat(isRightlySigned(receiver.next())).isFalse();
        assertThat(isRightlySigned(receiver.next())).isFalse();
        assertThat(receiver.isQuietFor(QUIET)).isTrue();
        fail();
        assertSigned(receiver.next());
    }

    /** However many wait for it: only their own answers do. */
    @Test
    void aReceiverThatTakesItsTimeHoldsUpNoOtherRequest() throws InterruptedException {
        simulator.close();
        restart(new RetryPolicy(Duration.ofMinutes(1), 0, Duration.ofMillis(20)));
        faults.put("{\"webhook\":{\"early\":1}}").result();
        var uid = client.directUpload().uid();
        receiver.next();
        receiver.hold();
        var asked =
                Stream.generate(() -> CompletableFuture.supplyAsync(client::directUpload))
                        .limit(6)
                        .toList();
        for (var ignored : asked) {
            assertThat(Client.state(receiver.next().video())).isEqualTo("pendingupload");
        }

        assertThat(client.post("/" + uid, "{\"creator\":\"b\"}").status()).isEqualTo(200);
        assertThat(asked).noneMatch(CompletableFuture::isDone);
        receiver.release();
        assertThat(asked).allSatisfy(it -> assertThat(it.join().uid()).isNotEmpty());
    }

    @Test
    void anEarlyNoticeIsThereBeforeTheUidIs() throws InterruptedException {
        faults.put("{\"webhook\":{\"early\":1}}").result();
        var ticket = client.directUpload();

        assertThat(receiver.isQuietFor(Duration.ZERO)).isFalse();
        client.upload(ticket, TestVideos.text());
        assertThat(Client.state(receiver.next().video())).isEqualTo("error");
        assertThat(receiver.isQuietFor(QUIET)).isTrue();
    }

    @Test
    void anEarlyNoticeShowsTheVideoAsItIsAndNotItsLink() throws InterruptedException {
        faults.put("{\"webhook\":{\"early\":1}}").result();
        var ticket = client.directUpload();
        var early = receiver.next();

        assertThat(early.video()).isEqualTo(client.video(ticket.uid()));
        assertThat(Client.state(early.video())).isEqualTo("pendingupload");
        assertThat(early.body()).doesNotContain(ticket.uploadUrl().getPath());
        assertSigned(early);
    }

    @Test
    void aResumableUploadIsAnnouncedEarlyToo() throws InterruptedException {
        faults.put("{\"webhook\":{\"early\":1}}").result();
        var upload = new Tus(client).create(1, "maxDurationSeconds NjA=");
        var early = receiver.next();

        assertThat(early.video()).isEqualTo(client.video(upload.uid()));
        assertThat(early.body()).doesNotContain(upload.location().getPath());
    }

    @Test
    void anEarlyNoticeThatIsRefusedIsNotRepeated() throws InterruptedException {
        faults.put("{\"webhook\":{\"early\":1}}").result();
        receiver.answer(500);
        client.directUpload();

        receiver.next();
        assertThat(receiver.isQuietFor(QUIET)).isTrue();
    }

    private String fail() {
        var ticket = client.directUpload();
        assertThat(client.upload(ticket, TestVideos.text()).status()).isEqualTo(400);
        return ticket.uid();
    }

    private void restart(RetryPolicy retries) {
        simulator =
                Simulators.start(
                        Simulators.settings(directory)
                                .withSubscription(receiver.url("/hook"), SECRET)
                                .withWebhookRetries(retries));
        client = new Client(simulator);
        faults = new FaultControl(simulator);
    }

    private static String uid(WebhookReceiver.Delivery delivery) {
        return delivery.video().path("uid").asString();
    }

    private static boolean isRightlySigned(WebhookReceiver.Delivery delivery) {
        return delivery.signature().equals(rightSignature(delivery));
    }

    private static void assertSigned(WebhookReceiver.Delivery delivery) {
        assertThat(delivery.signature()).isEqualTo(rightSignature(delivery));
    }

    private static String rightSignature(WebhookReceiver.Delivery delivery) {
        var time = Long.parseLong(delivery.signature().split("[=,]", -1)[1]);
        return WebhookSignature.header(
                SECRET,
                Instant.ofEpochSecond(time),
                delivery.body().getBytes(StandardCharsets.UTF_8));
    }
}
