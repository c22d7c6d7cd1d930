package video.divine.media.gateway.webhook;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import video.divine.media.gateway.cloudflare.StreamApi;
import video.divine.media.gateway.cloudflare.StreamFailure;
import video.divine.media.gateway.cloudflare.WebhookSecrets;
import video.divine.media.gateway.cloudflare.WebhookSubscription;
import video.divine.media.gateway.webhook.SubscriptionPlace.Elsewhere;
import video.divine.media.gateway.webhook.SubscriptionPlace.Here;
import video.divine.media.gateway.webhook.SubscriptionPlace.Nowhere;
import video.divine.media.gateway.webhook.SubscriptionPlace.Unknown;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Looks now and then whether Stream's webhooks come here. An account has one subscription, whoever
 * sets it last has it, and the secret changes with it: so the present one is learned here as well.
 */
public final class SubscriptionCheck implements SmartLifecycle {
    /**
     * Gauge: 1 where they go elsewhere or nowhere, 0 where they come here, NaN before that is
     * known.
     */
    static final String DRIFT = "media.webhook.drift";

    private static final Logger LOG = LoggerFactory.getLogger(SubscriptionCheck.class);
    private static final Duration WITHIN = Duration.ofSeconds(10);

    /** Stream's own have 32 hex digits and more. */
    private static final int SHORTEST_SECRET = 16;

    /** A stranger can send as many wrong signatures as they like. */
    private static final Duration BETWEEN_EARLY_CHECKS = Duration.ofMinutes(1);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    /** After a failure, then twice as long each time: until then no secret may be known. */
    private static final Duration FIRST_RETRY = Duration.ofSeconds(15);

    private final StreamApi stream;
    private final SubscriptionSettings settings;
    private final WebhookSecrets secrets;
    private final BooleanSupplier commandsAreReady;
    private final Sinks.Many<Long> refusals = Sinks.many().multicast().directBestEffort();
    private final Sinks.Many<Duration> waits = Sinks.many().multicast().directBestEffort();
    private volatile SubscriptionPlace place = new Unknown();

    /** In a row. */
    private final AtomicInteger failures = new AtomicInteger();

    /** Where Stream went on sending after it was told to send here: to tell it again is in vain. */
    private volatile Optional<SubscriptionPlace> incorrigible = Optional.empty();

    private @Nullable Disposable checks;

    public SubscriptionCheck(
            StreamApi stream,
            SubscriptionSettings settings,
            WebhookSecrets secrets,
            BooleanSupplier commandsAreReady,
            MeterRegistry meters) {
        this.stream = stream;
        this.settings = settings;
        this.secrets = secrets;
        this.commandsAreReady = commandsAreReady;
        Gauge.builder(DRIFT, this, SubscriptionCheck::drift)
                .description("1 where Stream's webhooks go elsewhere, NaN before that is known")
                .register(meters);
    }

    @Override
    public synchronized void start() {
        var early = refusals.asFlux().sampleFirst(BETWEEN_EARLY_CHECKS);
        // Whatever the check was for, the next one is counted from its end.
        var next = waits.asFlux().switchMap(Mono::delay);
        checks =
                commandsReady()
                        .flatMapMany(now -> Flux.merge(early, next, Flux.just(now)))
                        .concatMap(_ -> check().doOnTerminate(this::waitForNext), 1)
                        .subscribe();
    }

    @Override
    public synchronized void stop() {
        if (checks != null) {
            checks.dispose();
            checks = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return checks != null;
    }

    /** Last of all: what stands in for Stream may start after the web server. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE - 512;
    }

    /** A signature did not fit: perhaps the secret is another one by now. Does not wait. */
    public void signatureRefused() {
        var _ = refusals.tryEmitNext(0L);
    }

    /** Without an answer to commands there is no call to be had. */
    private Mono<Long> commandsReady() {
        return Flux.interval(Duration.ZERO, BETWEEN_LOOKS)
                .onBackpressureDrop()
                .filter(_ -> commandsAreReady.getAsBoolean())
                .next();
    }

    private void waitForNext() {
        var wait = settings.every();
        int failed = failures.get();
        if (failed > 0) {
            // After 16 the interval is the shorter one anyway.
            var again = FIRST_RETRY.multipliedBy(1L << Math.min(failed - 1, 16));
            wait = again.compareTo(wait) < 0 ? again : wait;
        }
        var _ = waits.tryEmitNext(wait);
    }

    private Mono<Void> check() {
        return stream.webhook(WITHIN)
                .doOnNext(this::learnAndSee)
                .flatMap(_ -> isToBeRepaired() ? repair() : Mono.<Void>empty())
                .doOnSuccess(_ -> recovered())
                .onErrorResume(
                        failure -> {
                            failed(failure);
                            return Mono.empty();
                        });
    }

    private boolean isToBeRepaired() {
        return settings.repair() && isDrift() && !incorrigible.equals(Optional.of(place));
    }

    /** Read back, as each change of the URL is another secret: a vain one must not be repeated. */
    private Mono<Void> repair() {
        return stream.subscribe(settings.url(), WITHIN)
                .doOnNext(this::learn)
                .then(Mono.defer(() -> stream.webhook(WITHIN)))
                .doOnNext(this::seeRepaired)
                .then();
    }

    private void seeRepaired(Optional<WebhookSubscription> found) {
        var now = placeOf(found);
        if (now instanceof Here) {
            incorrigible = Optional.empty();
            learnAndSee(found);
        } else {
            incorrigible = Optional.of(now);
            place = now;
            LOG.warn(
                    "Stream was told to send its webhooks to {} and sends them {}; it is not told"
                            + " again",
                    SubscriptionPlace.shown(settings.url().toString()),
                    now instanceof Elsewhere(var shown) ? "to " + shown : "nowhere");
        }
    }

    private void learnAndSee(Optional<WebhookSubscription> found) {
        var now = placeOf(found);
        if (now instanceof Here) {
            found.ifPresent(this::learn);
        }
        if (!incorrigible.equals(Optional.of(now))) {
            // It has moved since, so what comes next is another drift.
            incorrigible = Optional.empty();
        }
        see(found);
    }

    /**
     * Of a subscription of ours alone: whoever subscribes another place must not thereby decide
     * whose webhooks are taken here. A short secret could be guessed, and is none of Stream's.
     */
    private void learn(WebhookSubscription ours) {
        ours.secret()
                .filter(secret -> secret.length() >= SHORTEST_SECRET)
                .ifPresent(secrets::learn);
    }

    private SubscriptionPlace placeOf(Optional<WebhookSubscription> found) {
        return found.map(there -> SubscriptionPlace.of(there.url(), settings.url()))
                .orElseGet(Nowhere::new);
    }

    private void see(Optional<WebhookSubscription> found) {
        var next = placeOf(found);
        var before = place;
        place = next;
        if (!next.equals(before)) {
            tell(before, next);
        }
    }

    private void tell(SubscriptionPlace before, SubscriptionPlace next) {
        var ours = SubscriptionPlace.shown(settings.url().toString());
        switch (next) {
            case Nowhere _ -> LOG.warn("Stream sends its webhooks nowhere, and not to {}", ours);
            case Elsewhere(var shown) ->
                    LOG.warn("Stream sends its webhooks to {}, and not to {}", shown, ours);
            case Here _ when before instanceof Unknown -> LOG.debug("webhooks come to {}", ours);
            case Here _ -> LOG.info("Stream sends its webhooks to {} again", ours);
            case Unknown _ -> throw new IllegalStateException("Expected a place that is known");
        }
    }

    /** Told once, however long it lasts; the failed calls have lines and metrics of their own. */
    private void failed(Throwable failure) {
        if (!(failure instanceof StreamFailure)) {
            LOG.error("webhook subscription not checked", failure);
        } else if (failures.get() > 0) {
            LOG.debug("webhook subscription not checked: {}", failure.getMessage());
        } else {
            LOG.warn("webhook subscription not checked: {}", failure.getMessage());
        }
        failures.incrementAndGet();
    }

    private void recovered() {
        if (failures.getAndSet(0) > 0) {
            LOG.info("webhook subscription checked again");
        }
    }

    private boolean isDrift() {
        return switch (place) {
            case Nowhere _, Elsewhere _ -> true;
            case Here _, Unknown _ -> false;
        };
    }

    private double drift() {
        return switch (place) {
            case Unknown _ -> Double.NaN;
            case Here _ -> 0;
            case Nowhere _, Elsewhere _ -> 1;
        };
    }
}
