package video.divine.media.simulator.webhook;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import video.divine.media.simulator.fault.Faults;
import video.divine.media.simulator.fault.NoticeFate;
import video.divine.media.simulator.video.Video;
import video.divine.media.simulator.video.VideoCatalogue;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Posts the notices of finished videos, each on a virtual thread of its own, so that a slow
 * receiver holds up neither transcoding nor another notice. A notice that was not delivered, be it
 * that a stop came between or that the retries of this run are used up, is still in the catalogue
 * and is sent again after the next start.
 */
public final class NoticeSender implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NoticeSender.class);

    /** For a receiver that is about to answer. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    /** A notice that nothing comes after is not held back for ever. */
    private static final Duration LONGEST_HOLD = Duration.ofSeconds(5);

    private final VideoCatalogue catalogue;
    private final Subscriptions subscriptions;
    private final RetryPolicy policy;
    private final Faults faults;
    private final InstantSource clock;
    private final HeldNotices held = new HeldNotices(LONGEST_HOLD);
    private final ExecutorService deliveries = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final HttpClient client;

    public NoticeSender(
            VideoCatalogue catalogue,
            Subscriptions subscriptions,
            RetryPolicy policy,
            Faults faults,
            InstantSource clock) {
        this.catalogue = catalogue;
        this.subscriptions = subscriptions;
        this.policy = policy;
        this.faults = faults;
        this.clock = clock;
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(policy.timeout())
                        .build();
    }

    /** Delivers the unsent notice of the video; returns at once. */
    public void send(String uid) {
        var fate = faults.notice(uid);
        if (fate.dropped()) {
            deliveries.execute(() -> drop(uid));
        } else {
            var place = held.enter(fate.heldBack());
            deliveries.execute(() -> deliver(uid, fate, place));
        }
    }

    /** Posts a notice that is kept nowhere; blocks until that one attempt has ended. */
    void sendOnce(String uid, String body) {
        try {
            var subscription = subscriptions.current();
            if (subscription.isPresent()) {
                post(uid, body, subscription.get(), faults.notice(uid));
            }
        } catch (InterruptedException shutdown) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes up what an earlier run left undelivered. */
    public void resume() {
        catalogue
                .all()
                .filter(video -> video.unsentNotice().isPresent())
                .forEach(video -> send(video.uid()));
    }

    /** Posts under way may end; retries are left to the next start. */
    @Override
    public void close() {
        closing.countDown();
        held.close();
        client.shutdown();
        try {
            // Nothing is interrupted: that would break a state file's write half-way.
            if (!client.awaitTermination(GRACE)) {
                client.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            client.shutdownNow();
            Thread.currentThread().interrupt();
        }
        deliveries.close();
    }

    private void drop(String uid) {
        log.info("webhook of video {} is dropped", uid);
        forget(uid);
    }

    private void deliver(String uid, NoticeFate fate, HeldNotices.Place place) {
        try {
            if (closing.await(fate.delay().toMillis(), TimeUnit.MILLISECONDS)
                    || !held.hold(place)) {
                // The next start sends it.
                return;
            }
            var settled = isSettled(uid, fate);
            held.gone(place);
            if (settled) {
                if (fate.duplicated()) {
                    attempt(uid, fate);
                }
                forget(uid);
            }
        } catch (InterruptedException shutdown) {
            Thread.currentThread().interrupt();
        }
    }

    private void forget(String uid) {
        catalogue.bookkeep(uid, video -> video.withUnsentNotice(Optional.empty()));
    }

    /** Returns whether nothing is left to be done; if not, that is left to the next start. */
    private boolean isSettled(String uid, NoticeFate fate) throws InterruptedException {
        var delivered = attempt(uid, fate);
        for (var retry = 1; !delivered && retry <= policy.retries(); retry++) {
            var backoff = policy.backoffBefore(retry);
            if (closing.await(backoff.toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
            delivered = attempt(uid, fate);
        }
        if (!delivered) {
            log.warn(
                    "webhook of video {} not delivered by {} retries; the next start tries again",
                    uid,
                    policy.retries());
        }
        return delivered;
    }

    /** Returns whether it is delivered, or nobody wants it any more. */
    private boolean attempt(String uid, NoticeFate fate) throws InterruptedException {
        var body = catalogue.find(uid).flatMap(Video::unsentNotice);
        var subscription = subscriptions.current();
        return body.isEmpty()
                || subscription.isEmpty()
                || post(uid, body.get(), subscription.get(), fate);
    }

    private boolean post(String uid, String body, Subscription subscription, NoticeFate fate)
            throws InterruptedException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var request =
                HttpRequest.newBuilder(subscription.notificationUrl())
                        .timeout(policy.timeout())
                        .header("Content-Type", "application/json")
                        .header(WebhookSignature.HEADER, signature(subscription, bytes, fate))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
                        .build();
        try {
            var status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            log.info("webhook of video {} answered with {}", uid, status);
            return status >= 200 && status < 300;
        } catch (IOException failure) {
            log.info("webhook of video {} not delivered: {}", uid, failure.toString());
            return false;
        }
    }

    /** A bad one has the right form, and an HMAC of another secret. */
    private String signature(Subscription subscription, byte[] body, NoticeFate fate) {
        var secret = subscription.secret();
        return WebhookSignature.header(
                fate.badlySigned() ? "not " + secret : secret, clock.instant(), body);
    }
}
