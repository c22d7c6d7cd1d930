package video.divine.media.simulator.webhook;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import video.divine.media.simulator.fault.Faults;
import video.divine.media.simulator.video.Notice;
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
import java.util.concurrent.CompletableFuture;
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

    /** Delivers the unsent notice of the video, if there is one; returns at once. */
    public void send(String uid) {
        notice(uid)
                .ifPresent(
                        notice -> {
                            var place = held.enter(notice.heldBack());
                            deliveries.execute(() -> deliver(uid, place));
                        });
    }

    /** Posts a notice that is kept nowhere; done when that one attempt has ended. */
    CompletableFuture<Void> sendOnce(String uid, String body, boolean badlySigned) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        post(uid, body, badlySigned);
                    } catch (InterruptedException shutdown) {
                        Thread.currentThread().interrupt();
                    }
                },
                deliveries);
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

    private void deliver(String uid, HeldNotices.Place place) {
        try {
            var delay = faults.plan().notices().delay();
            if (closing.await(delay.toMillis(), TimeUnit.MILLISECONDS) || !held.hold(place)) {
                // The next start sends it.
                return;
            }
            var settled = isSettled(uid, place);
            if (settled) {
                if (notice(uid).filter(Notice::duplicated).isPresent()) {
                    attempt(uid);
                }
                forget(uid);
            }
        } catch (InterruptedException shutdown) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Notice> notice(String uid) {
        return catalogue.find(uid).flatMap(Video::unsentNotice);
    }

    private void forget(String uid) {
        catalogue.bookkeep(uid, video -> video.withUnsentNotice(Optional.empty()));
    }

    /** Returns whether nothing is left to be done; if not, that is left to the next start. */
    private boolean isSettled(String uid, HeldNotices.Place place) throws InterruptedException {
        try {
            var delivered = attempt(uid);
            for (var retry = 1; !delivered && retry <= policy.retries(); retry++) {
                var backoff = policy.backoffBefore(retry);
                if (closing.await(backoff.toMillis(), TimeUnit.MILLISECONDS)) {
                    return false;
                }
                delivered = attempt(uid);
            }
            if (!delivered) {
                log.warn(
                        "webhook of video {} not delivered by {} retries; the next start tries"
                                + " again",
                        uid,
                        policy.retries());
            }
            return delivered;
        } finally {
            held.gone(place);
        }
    }

    /** Returns whether it is delivered, or nobody wants it any more. */
    private boolean attempt(String uid) throws InterruptedException {
        var notice = notice(uid);
        return notice.isEmpty() || post(uid, notice.get().body(), notice.get().badlySigned());
    }

    /** Returns whether it is delivered, or nobody is subscribed. */
    private boolean post(String uid, String body, boolean badlySigned) throws InterruptedException {
        var subscription = subscriptions.current();
        if (subscription.isEmpty()) {
            return true;
        }
        try {
            var request = request(subscription.get(), body, badlySigned);
            var status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            log.info("webhook of video {} answered with {}", uid, status);
            return status >= 200 && status < 300;
        } catch (IOException | RuntimeException failure) {
            // The client refuses what no URL may be, and the settings may name any.
            log.info("webhook of video {} not delivered: {}", uid, failure.toString());
            return false;
        }
    }

    private HttpRequest request(Subscription subscription, String body, boolean badlySigned) {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        return HttpRequest.newBuilder(subscription.notificationUrl())
                .timeout(policy.timeout())
                .header("Content-Type", "application/json")
                .header(WebhookSignature.HEADER, signature(subscription, bytes, badlySigned))
                .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
                .build();
    }

    /** A bad one has the right form, and an HMAC of another secret. */
    private String signature(Subscription subscription, byte[] body, boolean bad) {
        var secret = subscription.secret();
        return WebhookSignature.header(bad ? "not " + secret : secret, clock.instant(), body);
    }
}
