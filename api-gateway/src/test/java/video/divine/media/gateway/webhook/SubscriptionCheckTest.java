package video.divine.media.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.test.scheduler.VirtualTimeScheduler;

import video.divine.media.gateway.FakeClock;
import video.divine.media.gateway.Logs;
import video.divine.media.gateway.cloudflare.FakeStream;
import video.divine.media.gateway.cloudflare.StreamFailure;
import video.divine.media.gateway.cloudflare.StreamOperation;
import video.divine.media.gateway.cloudflare.WebhookSecrets;
import video.divine.media.gateway.cloudflare.WebhookSubscription;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Where Stream's webhooks go, looked at in virtual time. */
class SubscriptionCheckTest {
    private static final URI OURS = URI.create("https://media.example/v1/stream/webhook");
    private static final Duration EVERY = Duration.ofMinutes(5);
    private static final Duration GRACE = Duration.ofHours(1);

    final VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
    final FakeStream stream = new FakeStream();
    final Logs logs = Logs.ofTheGateway();
    final WebhookSecrets secrets = new WebhookSecrets(List.of("configured"), GRACE, this::now);
    private SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final SubscriptionCheck check = check(false);
    private boolean commandsAreReady = true;

    private Instant now() {
        return FakeClock.START.plusMillis(time.now(TimeUnit.MILLISECONDS));
    }

    /** The one whose drift is looked at from now on. */
    private SubscriptionCheck check(boolean repair) {
        meters = new SimpleMeterRegistry();
        return new SubscriptionCheck(
                stream,
                new SubscriptionSettings(OURS, EVERY, repair, GRACE),
                secrets,
                () -> commandsAreReady,
                meters);
    }

    @AfterEach
    void backToRealTime() {
        check.stop();
        VirtualTimeScheduler.reset();
        logs.close();
    }

    private void subscribed(String url, String secret) {
        stream.webhook(Optional.of(new WebhookSubscription(url, Optional.of(secret))));
    }

    private void failNext(StreamOperation operation) {
        stream.fail(
                new StreamFailure.StreamFault(
                        operation, StreamFailure.Reason.SERVER_ERROR, "HTTP 500", null));
    }

    private double drift() {
        return meters.get("media.webhook.drift").gauge().value();
    }

    private List<String> warnings() {
        return logs.lines(Level.WARN);
    }

    @Test
    void whatIsInPlaceIsLearnedFromAndSaysNothing() {
        subscribed(OURS.toString(), "present-of-32-characters-or-more");
        assertThat(drift()).isNaN();

        check.start();
        time.advanceTimeBy(Duration.ZERO);

        assertThat(drift()).isZero();
        assertThat(secrets.get()).containsExactly("present-of-32-characters-or-more", "configured");
        assertThat(warnings()).isEmpty();
        assertThat(logs.lines(Level.INFO)).isEmpty();
    }

    @Test
    void itIsLookedAtAgainAndAgain() {
        check.start();
        time.advanceTimeBy(EVERY.multipliedBy(3));
        assertThat(stream.webhookAsked()).isEqualTo(4);

        check.stop();
        time.advanceTimeBy(EVERY.multipliedBy(3));
        assertThat(stream.webhookAsked()).isEqualTo(4);
    }

    @Test
    void afterAFailureItIsLookedAtSoonAndThenLessAndLessOften() {
        for (int failure = 0; failure < 7; failure++) {
            failNext(StreamOperation.GET_WEBHOOK);
        }
        check.start();
        time.advanceTimeBy(Duration.ZERO);
        int asked = 1;
        for (int seconds : List.of(15, 30, 60, 120, 240, 300, 300)) {
            time.advanceTimeBy(Duration.ofSeconds(seconds).minusNanos(1));
            assertThat(stream.webhookAsked()).isEqualTo(asked);
            time.advanceTimeBy(Duration.ofNanos(1));
            asked++;
            assertThat(stream.webhookAsked()).isEqualTo(asked);
        }

        failNext(StreamOperation.GET_WEBHOOK);
        time.advanceTimeBy(EVERY);
        assertThat(stream.webhookAsked()).isEqualTo(9);
        time.advanceTimeBy(Duration.ofSeconds(15));
        assertThat(stream.webhookAsked()).isEqualTo(10);
    }

    /** Before that there is no call to be had, and to wait for one is a failure. */
    @Test
    void nothingIsAskedBeforeCommandsAreAnswered() {
        commandsAreReady = false;
        check.start();
        time.advanceTimeBy(EVERY);
        assertThat(stream.webhookAsked()).isZero();

        commandsAreReady = true;
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(stream.webhookAsked()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTPS://Media.Example/v1/stream/webhook",
                "https://media.example:443/v1/stream/webhook",
                "https://media.example./v1/stream/webhook",
                "https://media.example/v1/stream/webhook/",
                "https://media.example/v1/%73tream/webhook"
            })
    void anotherSpellingIsTheSamePlace(String url) {
        subscribed(url, "present-of-32-characters-or-more");
        var repairing = check(true);
        repairing.start();
        time.advanceTimeBy(EVERY);
        repairing.stop();

        assertThat(drift()).isZero();
        assertThat(secrets.get()).contains("present-of-32-characters-or-more");
        assertThat(stream.webhookSubscribed()).isZero();
        assertThat(warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://media.example/v1/stream/webhook",
                "https://media.example:8443/v1/stream/webhook",
                "https://media.example/V1/stream/webhook",
                "https://media.example/v1/stream/webhook?to=them",
                "https://media.example/v1/stream"
            })
    void aSimilarPlaceIsAnother(String url) {
        subscribed(url, "theirs-of-32-characters-or-more");
        check.start();
        time.advanceTimeBy(Duration.ZERO);

        assertThat(drift()).isEqualTo(1);
        assertThat(secrets.get()).containsExactly("configured");
    }

    /** Each change of the URL is another secret, and one check in five minutes would change it. */
    @Test
    void aRepairThatDoesNotReadBackAsOursIsNotMadeAgain() {
        stream.webhook(Optional.empty());
        stream.keepWebhookUrlsAs(url -> url.replace("stream", "other"));
        var repairing = check(true);
        repairing.start();
        time.advanceTimeBy(EVERY.multipliedBy(4));

        assertThat(stream.webhookSubscribed()).isEqualTo(1);
        assertThat(drift()).isEqualTo(1);
        assertThat(warnings())
                .hasSize(2)
                .last()
                .asString()
                .matches(
                        "Stream was told to send its webhooks to https://media\\.example/\\S+ and"
                                + " sends them to https://media\\.example/\\S+; it is not told"
                                + " again");

        subscribed("https://staging.example/hook", "theirs-of-32-characters-or-more");
        stream.keepWebhookUrlsAs(url -> url);
        time.advanceTimeBy(EVERY);
        repairing.stop();
        assertThat(stream.webhookSubscribed()).isEqualTo(2);
        assertThat(drift()).isZero();
    }

    /** What was read right after the repair was old; and months later somebody takes it away. */
    @Test
    void whatWasInPlaceSinceIsRepairedAgain() {
        stream.webhook(Optional.empty());
        stream.keepWebhookUrlsAs(url -> url.replace("stream", "other"));
        var repairing = check(true);
        repairing.start();
        time.advanceTimeBy(EVERY);
        assertThat(stream.webhookSubscribed()).isEqualTo(1);
        stream.keepWebhookUrlsAs(url -> url);
        subscribed(OURS.toString(), "present-of-32-characters-or-more");
        time.advanceTimeBy(EVERY);
        assertThat(drift()).isZero();

        subscribed(OURS.toString().replace("stream", "other"), "theirs-of-32-characters-or-more");
        time.advanceTimeBy(EVERY);
        repairing.stop();

        assertThat(stream.webhookSubscribed()).isEqualTo(2);
        assertThat(drift()).isZero();
    }

    /** Who has the path of somebody's chat room can write there. */
    @Test
    void noLineShowsAPath() {
        subscribed("https://hooks.example/services/hidden", "theirs-of-32-characters-or-more");
        check.start();
        time.advanceTimeBy(Duration.ZERO);
        subscribed("https://hooks.example", "theirs-of-32-characters-or-more");
        time.advanceTimeBy(EVERY);

        assertThat(warnings())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("https://hooks.example/"))
                .last()
                .asString()
                .contains("https://hooks.example/,");
        assertThat(logs.everything())
                .allSatisfy(line -> assertThat(line).doesNotContain("hidden", "services"));
    }

    @Test
    void anotherPlaceIsToldOnceAndLeftAlone() {
        subscribed(
                "https://user:pw@staging.example:8443/hook?key=hidden",
                "theirs-of-32-characters-or-more");
        check.start();
        time.advanceTimeBy(EVERY.multipliedBy(3));

        assertThat(warnings())
                .singleElement()
                .asString()
                .matches(
                        "Stream sends its webhooks to https://staging\\.example:8443/…[0-9a-f]{8},"
                                + " and not to https://media\\.example/…[0-9a-f]{8}");
        assertThat(drift()).isEqualTo(1);

        subscribed("not a URL", "theirs-of-32-characters-or-more");
        time.advanceTimeBy(EVERY);
        stream.webhook(Optional.empty());
        time.advanceTimeBy(EVERY.multipliedBy(2));
        assertThat(warnings())
                .hasSize(3)
                .last()
                .asString()
                .matches(
                        "Stream sends its webhooks nowhere, and not to"
                                + " https://media\\.example/…[0-9a-f]{8}");
        assertThat(drift()).isEqualTo(1);

        subscribed(OURS.toString(), "ours");
        time.advanceTimeBy(EVERY.multipliedBy(2));
        assertThat(drift()).isZero();
        assertThat(logs.lines(Level.INFO))
                .singleElement()
                .asString()
                .matches(
                        "Stream sends its webhooks to https://media\\.example/…[0-9a-f]{8}"
                                + " again");
    }

    @Test
    void onlyFromASubscriptionOfOursIsASecretLearned() {
        check.start();
        for (var url : List.of("https://staging.example/hook", OURS + "/x", "not a URL")) {
            subscribed(url, "theirs-of-32-characters-or-more");
            time.advanceTimeBy(EVERY);
        }

        assertThat(secrets.get()).containsExactly("configured");
    }

    @Test
    void aSecretThatIsTooShortIsNotLearned() {
        subscribed(OURS.toString(), "fifteen-letters");
        check.start();
        time.advanceTimeBy(EVERY);
        assertThat(secrets.get()).containsExactly("configured");

        subscribed(OURS.toString(), "sixteen--letters");
        time.advanceTimeBy(EVERY);
        assertThat(secrets.get()).contains("sixteen--letters");
    }

    @Test
    void itIsRepairedWhereThatIsWanted() {
        subscribed("https://staging.example/hook", "theirs-of-32-characters-or-more");
        var repairing = check(true);
        repairing.start();
        time.advanceTimeBy(EVERY.multipliedBy(2));
        repairing.stop();

        assertThat(warnings()).hasSize(1);
        assertThat(logs.lines(Level.INFO)).hasSize(1);
        assertThat(secrets.get()).containsExactly("secret-of-media.example", "configured");
    }

    @Test
    void aRepairThatFailsIsTriedAgain() {
        stream.webhook(Optional.empty());
        failNext(StreamOperation.PUT_WEBHOOK);
        failNext(StreamOperation.PUT_WEBHOOK);
        var repairing = check(true);
        repairing.start();
        time.advanceTimeBy(EVERY.multipliedBy(2));
        repairing.stop();

        assertThat(warnings())
                .hasSize(2)
                .contains(
                        "webhook subscription not checked: Stream put_webhook server_error: HTTP"
                                + " 500");
        assertThat(secrets.get()).contains("secret-of-media.example");
    }

    @Test
    void aStreamThatCannotBeAskedIsToldOnce() {
        for (int i = 0; i < 7; i++) {
            failNext(StreamOperation.GET_WEBHOOK);
        }
        check.start();
        time.advanceTimeBy(EVERY.multipliedBy(3));

        assertThat(warnings())
                .containsExactly(
                        "webhook subscription not checked: Stream get_webhook server_error: HTTP"
                                + " 500");
        assertThat(drift()).isNaN();
        assertThat(secrets.get()).containsExactly("configured");

        time.advanceTimeBy(EVERY.multipliedBy(2));
        assertThat(drift()).isZero();
        assertThat(logs.lines(Level.INFO)).containsExactly("webhook subscription checked again");
        failNext(StreamOperation.GET_WEBHOOK);
        time.advanceTimeBy(EVERY);
        assertThat(warnings()).hasSize(2);
        assertThat(drift()).isZero();
    }

    @Test
    void aRefusedSignatureIsFollowedUpAtOnceButAtMostOnceAMinute() {
        check.start();
        time.advanceTimeBy(Duration.ofSeconds(10));
        assertThat(stream.webhookAsked()).isEqualTo(1);

        subscribed(OURS.toString(), "rotated-of-32-characters-or-more");
        check.signatureRefused();
        assertThat(secrets.get()).contains("rotated-of-32-characters-or-more");
        for (int i = 0; i < 50; i++) {
            check.signatureRefused();
            time.advanceTimeBy(Duration.ofSeconds(1));
        }
        assertThat(stream.webhookAsked()).isEqualTo(2);

        time.advanceTimeBy(Duration.ofSeconds(10));
        check.signatureRefused();
        assertThat(stream.webhookAsked()).isEqualTo(3);
    }

    @Test
    void nothingFollowsARefusalWhereNothingRuns() {
        check.signatureRefused();

        assertThat(stream.webhookAsked()).isZero();
    }

    @Test
    void noLineShowsASecret() {
        subscribed("https://staging.example/hook?token=hidden", "theirs-of-32-characters-or-more");
        var repairing = check(true);
        repairing.start();
        time.advanceTimeBy(EVERY);
        repairing.stop();

        assertThat(logs.everything())
                .isNotEmpty()
                .allSatisfy(
                        line ->
                                assertThat(line)
                                        .doesNotContain(
                                                "theirs-of-32-characters-or-more",
                                                "hidden",
                                                "secret-of",
                                                "configured"));
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        for (var url :
                List.of("ftp://a.example/", "https://u:very-secret@a.example/", "/v1", "urn:a")) {
            assertThatThrownBy(() -> new SubscriptionSettings(URI.create(url), EVERY, false, GRACE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("Expected a webhook URL such as")
                    .hasMessageNotContaining("very-secret");
        }
        assertThatThrownBy(
                        () -> new SubscriptionSettings(OURS, Duration.ofSeconds(9), false, GRACE))
                .hasMessageContaining("every 10 s to 24 h");
        assertThatThrownBy(
                        () -> new SubscriptionSettings(OURS, EVERY, false, Duration.ofSeconds(-1)))
                .hasMessageContaining("0 to 24 h");
    }
}
