package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import video.divine.media.simulator.webhook.RetryPolicy;
import video.divine.media.simulator.webhook.WebhookSignature;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

class WebhookTest {
    private static final String SECRET = "a secret of any form";
    private static final RetryPolicy IMPATIENT =
            new RetryPolicy(Duration.ofSeconds(5), 3, Duration.ofMillis(20));

    @TempDir Path directory;
    private WebhookReceiver receiver;
    private StreamSimulator simulator;
    private Client client;

    @BeforeEach
    void start() throws IOException {
        receiver = new WebhookReceiver();
        restart(settings());
    }

    @AfterEach
    void stop() {
        simulator.close();
        receiver.close();
    }

    @Test
    void aReadyVideoIsPostedWholeAndSigned() throws InterruptedException {
        var secret = subscribe("/hook");

        var video = client.process(TestVideos.square(2));
        var delivery = receiver.next();

        assertThat(delivery.path()).isEqualTo("/hook");
        assertThat(delivery.contentType()).isEqualTo("application/json");
        assertThat(delivery.body()).isEqualTo(video.toString());
        assertThat(delivery.video().at("/status/state").asString()).isEqualTo("ready");
        assertSigned(delivery, secret);
        assertThat(receiver.isQuietFor(Duration.ofMillis(300))).isTrue();
    }

    @Test
    void aFailedVideoIsPostedToo() throws InterruptedException {
        subscribe("/hook");

        var refused = client.directUpload();
        client.upload(refused, TestVideos.text());
        var first = receiver.next().video();
        var failed = client.process(TestVideos.truncated());
        var second = receiver.next().video();

        assertThat(first.path("uid").asString()).isEqualTo(refused.uid());
        assertThat(first.at("/status/errorReasonCode").asString()).isEqualTo("ERR_NON_VIDEO");
        assertThat(second).isEqualTo(failed);
        assertThat(second.at("/status/errorReasonCode").asString())
                .isEqualTo("ERR_MALFORMED_VIDEO");
    }

    @Test
    void aRefusedDeliveryIsRepeatedWithTheSameBody() throws InterruptedException {
        subscribe("/hook");
        receiver.answer(500, 302);

        client.process(TestVideos.square(2));
        var first = receiver.next();
        var second = receiver.next();
        var third = receiver.next();

        assertThat(second.body()).isEqualTo(first.body());
        assertThat(third.body()).isEqualTo(first.body());
        assertThat(receiver.isQuietFor(Duration.ofMillis(300))).isTrue();
    }

    @Test
    void aDeliveryIsGivenUpAfterItsRetries() throws InterruptedException {
        subscribe("/hook");
        receiver.answer(500, 500, 500, 500);

        client.process(TestVideos.square(2));
        awaitAttempts(4);
    }

    @Test
    void aSlowReceiverHoldsUpNoOtherVideo() throws InterruptedException {
        subscribe("/hook");
        receiver.hold();
        client.process(TestVideos.square(2));
        var held = receiver.next().video().path("uid");

        client.process(TestVideos.square(2));

        assertThat(receiver.next().video().path("uid")).isNotEqualTo(held);
        receiver.release();
    }

    @Test
    void whatWasNotDeliveredIsDeliveredAfterARestart() throws InterruptedException {
        simulator.close();
        restart(
                settings()
                        .withWebhookRetries(
                                new RetryPolicy(Duration.ofSeconds(5), 3, Duration.ofHours(1))));
        var secret = subscribe("/hook");
        receiver.answer(500);
        client.process(TestVideos.square(2));
        var refused = receiver.next();

        simulator.close();
        restart(settings());
        var delivered = receiver.next();

        assertThat(delivered.body()).isEqualTo(refused.body());
        assertSigned(delivered, secret);
        simulator.close();
        restart(settings());
        assertThat(receiver.isQuietFor(Duration.ofMillis(500))).isTrue();
    }

    /** As when the receiver stops first and is down for longer than one run tries. */
    @Test
    void whatARunGaveUpIsDeliveredAfterARestart() throws InterruptedException {
        var secret = subscribe("/hook");
        receiver.answer(500, 500, 500, 500, 500, 500, 500, 500);
        client.process(TestVideos.square(2));
        var refused = receiver.next();
        awaitAttempts(3);

        simulator.close();
        restart(settings());
        awaitAttempts(4);
        simulator.close();
        restart(settings());
        var delivered = receiver.next();

        assertThat(delivered.body()).isEqualTo(refused.body());
        assertSigned(delivered, secret);
        assertThat(receiver.isQuietFor(Duration.ofMillis(500))).isTrue();
        simulator.close();
        restart(settings());
        assertThat(receiver.isQuietFor(Duration.ofMillis(500))).isTrue();
    }

    @Test
    void withoutASubscriptionNothingIsPosted() throws InterruptedException {
        client.process(TestVideos.square(2));
        subscribe("/hook");
        assertThat(client.delete("/webhook").statusCode()).isEqualTo(200);
        client.process(TestVideos.square(2));

        assertThat(receiver.isQuietFor(Duration.ofMillis(300))).isTrue();
        assertThat(client.get("/webhook").code()).isEqualTo(10003);
    }

    @Test
    void aNewUrlRotatesTheSecretAndTheSameOneKeepsIt() {
        var first = subscribe("/a");
        var same = subscribe("/a");
        var other = subscribe("/b");
        var held = client.get("/webhook").result();

        assertThat(first).matches("[0-9a-f]{32}").isEqualTo(same);
        assertThat(other).matches("[0-9a-f]{32}").isNotEqualTo(first);
        assertThat(held.path("secret").asString()).isEqualTo(other);
        assertThat(held.path("notificationUrl").asString())
                .isEqualTo(receiver.url("/b").toString())
                .isEqualTo(held.path("notification_url").asString());
        assertThat(held.path("modified").asString()).endsWith("Z");
    }

    @Test
    void theSubscriptionSurvivesARestart() {
        var secret = subscribe("/a");
        simulator.close();
        restart(settings());

        assertThat(client.get("/webhook").result().path("secret").asString()).isEqualTo(secret);
    }

    @Test
    void aConfiguredSubscriptionHasExactlyItsSecret() throws InterruptedException {
        subscribe("/old");
        simulator.close();
        restart(settings().withSubscription(receiver.url("/new"), SECRET));

        client.process(TestVideos.square(2));
        var delivery = receiver.next();

        assertThat(delivery.path()).isEqualTo("/new");
        assertSigned(delivery, SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"notificationUrl\":\"ftp://a.example/\"}",
                "{\"notificationUrl\":\"a.example\"}",
                "{\"notificationUrl\":\"http:///x\"}",
                "{\"notificationUrl\":\"http://a b/\"}",
                "{\"notificationUrl\":\"http://a.example:65536/\"}",
                "{\"notificationUrl\":\"http://a.example:99999/\"}",
                "{\"notificationUrl\":\"http://a.example:0/\"}",
                "{\"notificationUrl\":5}"
            })
    void whatIsNoUrlIsRefused(String body) {
        var answer = client.put("/webhook", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo(10005);
    }

    /** One that the settings named, or that was stored before it was looked at. */
    @Test
    void anImpossibleUrlIsTriedAgainAsAnyOther() throws InterruptedException {
        simulator.close();
        restart(
                settings()
                        .withSubscription(URI.create("http://127.0.0.1:99999/"), SECRET)
                        .withWebhookRetries(
                                new RetryPolicy(Duration.ofSeconds(5), 10, Duration.ofMillis(20))));
        var ticket = client.directUpload();
        client.upload(ticket, TestVideos.text());

        subscribe("/hook");

        assertThat(receiver.next().video().path("uid").asString()).isEqualTo(ticket.uid());
    }

    /** So many, and then no more. */
    private void awaitAttempts(int count) throws InterruptedException {
        for (var attempt = 0; attempt < count; attempt++) {
            receiver.next();
        }
        assertThat(receiver.isQuietFor(Duration.ofMillis(500))).isTrue();
    }

    private SimulatorSettings settings() {
        return Simulators.settings(directory).withWebhookRetries(IMPATIENT);
    }

    private void restart(SimulatorSettings settings) {
        simulator = Simulators.start(settings);
        client = new Client(simulator);
    }

    private String subscribe(String path) {
        var body = "{\"notificationUrl\":\"" + receiver.url(path) + "\"}";
        return client.put("/webhook", body).result().path("secret").asString();
    }

    private static void assertSigned(WebhookReceiver.Delivery delivery, String secret) {
        var time = Instant.ofEpochSecond(Long.parseLong(delivery.signature().split("[=,]", -1)[1]));

        assertThat(time).isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
        assertThat(delivery.signature())
                .isEqualTo(
                        WebhookSignature.header(
                                secret, time, delivery.body().getBytes(StandardCharsets.UTF_8)));
    }
}
