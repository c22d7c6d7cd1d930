package video.divine.media.simulator.webhook;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    private final VideoCatalogue catalogue;
    private final Subscriptions subscriptions;
    private final RetryPolicy policy;
    private final InstantSource clock;
    private final ExecutorService deliveries = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final HttpClient client;

    public NoticeSender(
            VideoCatalogue catalogue,
            Subscriptions subscriptions,
            RetryPolicy policy,
            InstantSource clock) {
        this.catalogue = catalogue;
        this.subscriptions = subscriptions;
        this.policy = policy;
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
        deliveries.execute(() -> deliver(uid));
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

    private void deliver(String uid) {
        try {
            if (isSettled(uid)) {
                catalogue.bookkeep(uid, video -> video.withUnsentNotice(Optional.empty()));
            }
        } catch (InterruptedException shutdown) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether nothing is left to be done; if not, that is left to the next start. */
    private boolean isSettled(String uid) throws InterruptedException {
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
                    "webhook of video {} not delivered by {} retries; the next start tries again",
                    uid,
                    policy.retries());
        }
        return delivered;
    }

    /** Returns whether it is delivered, or nobody wants it any more. */
    private boolean attempt(String uid) throws InterruptedException {
        var body = catalogue.find(uid).flatMap(Video::unsentNotice);
        var subscription = subscriptions.current();
        return body.isEmpty()
                || subscription.isEmpty()
                || post(uid, body.get().getBytes(StandardCharsets.UTF_8), subscription.get());
    }

    private boolean post(String uid, byte[] body, Subscription subscription)
            throws InterruptedException {
        var request =
                HttpRequest.newBuilder(subscription.notificationUrl())
                        .timeout(policy.timeout())
                        .header("Content-Type", "application/json")
                        .header(
                                WebhookSignature.HEADER,
                                WebhookSignature.header(
                                        subscription.secret(), clock.instant(), body))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
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
}
