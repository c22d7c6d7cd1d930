package video.divine.media.gateway.command;

import com.netflix.concurrency.limits.Limiter;
import com.netflix.concurrency.limits.limit.AIMDLimit;
import com.netflix.concurrency.limits.limiter.SimpleLimiter;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import video.divine.media.schemas.MediaTopic;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How many commands may wait for their outcome at once: as many as the processors answer in half of
 * the time that callers wait. Beyond what they decide, more commands only make all of them late,
 * and whoever is late is asked for again: a log that is behind would never catch up with what its
 * callers repeat. The limit shrinks by a fifth with each late answer, so that one stall brings it
 * down to its least, and grows by one with each timely one while half of it is used (additive
 * increase, multiplicative decrease).
 */
final class AdmissionLimit {
    private static final double BACK_OFF = 0.8;

    /**
     * A transaction takes as long for many commands as for one: where it takes long, a few more
     * that wait for it are no burden.
     */
    private static final int LEAST = 16;

    private final SimpleLimiter<Void> limiter;

    AdmissionLimit(
            MediaTopic topic, CommandSettings settings, MeterRegistry meters, LongSupplier nanos) {
        var limit =
                AIMDLimit.newBuilder()
                        .initialLimit(settings.maxInFlight())
                        .maxLimit(settings.maxInFlight())
                        .minLimit(Math.min(LEAST, settings.maxInFlight()))
                        .backoffRatio(BACK_OFF)
                        .timeout(settings.late().toNanos(), TimeUnit.NANOSECONDS)
                        .build();
        this.limiter = SimpleLimiter.newBuilder().limit(limit).nanoClock(nanos).build();
        Gauge.builder(CommandMetrics.LIMIT, limiter, SimpleLimiter::getLimit)
                .description("Commands that may wait for their outcome")
                .tag("topic", topic.topic())
                .register(meters);
    }

    /** A slot; empty where none is free. Its end has to be told, once. */
    Optional<Limiter.Listener> enter() {
        return limiter.acquire(null);
    }

    int now() {
        return limiter.getLimit();
    }
}
