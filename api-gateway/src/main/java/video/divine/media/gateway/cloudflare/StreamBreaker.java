package video.divine.media.gateway.cloudflare;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.publisher.Mono;

import video.divine.media.gateway.cloudflare.StreamFailure.Reason;
import video.divine.media.gateway.cloudflare.StreamFailure.StreamFault;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * One breaker for all calls, since all of them go to one API. It opens when half of the last 20
 * calls (10 at least) found Stream ill, answers at once while open, and lets three calls probe
 * afterwards.
 */
final class StreamBreaker {
    private static final Logger LOG = LoggerFactory.getLogger(StreamBreaker.class);
    private static final Duration WHILE_PROBING = Duration.ofSeconds(1);

    private final CircuitBreaker breaker;
    private final Duration pause;
    private final LongSupplier nanos;
    private volatile long openedAt;

    StreamBreaker(Duration pause, LongSupplier nanos) {
        this.pause = pause;
        this.nanos = nanos;
        this.breaker =
                CircuitBreaker.of(
                        "cloudflare-stream",
                        CircuitBreakerConfig.custom()
                                .slidingWindow(20, 10, SlidingWindowType.COUNT_BASED)
                                .failureRateThreshold(50)
                                .permittedNumberOfCallsInHalfOpenState(3)
                                // A probe that is never answered must not keep it half open.
                                .maxWaitDurationInHalfOpenState(Duration.ofSeconds(30))
                                .waitDurationInOpenState(pause)
                                .clock(new MonotonicClock(nanos))
                                .currentTimestampFunction(
                                        _ -> nanos.getAsLong(), TimeUnit.NANOSECONDS)
                                .ignoreException(failure -> !wasSent(failure))
                                .recordException(StreamBreaker::isIllness)
                                .writableStackTraceEnabled(false)
                                .build());
        breaker.getEventPublisher()
                .onStateTransition(
                        event -> {
                            var change = event.getStateTransition();
                            if (change.getToState() == State.OPEN) {
                                openedAt = nanos.getAsLong();
                            }
                            LOG.warn(
                                    "Stream breaker: {} -> {}",
                                    change.getFromState(),
                                    change.getToState());
                        });
    }

    <T> Mono<T> guard(StreamOperation operation, Mono<T> call) {
        return call.transformDeferred(CircuitBreakerOperator.of(breaker))
                .onErrorMap(CallNotPermittedException.class, _ -> refusal(operation));
    }

    State state() {
        return breaker.getState();
    }

    private StreamFault refusal(StreamOperation operation) {
        var left = pause.minusNanos(nanos.getAsLong() - openedAt);
        return new StreamFault(
                operation,
                Reason.BREAKER_OPEN,
                "Stream has been failing, not asked",
                left.compareTo(WHILE_PROBING) > 0 ? left : WHILE_PROBING);
    }

    private static boolean isIllness(Throwable failure) {
        return failure instanceof StreamFault fault && fault.reason().illness();
    }

    private static boolean wasSent(Throwable failure) {
        return !(failure instanceof StreamFault fault) || fault.reason().sent();
    }

    /** The breaker waits by a Clock; a wall clock set back would keep it open for as long. */
    private static final class MonotonicClock extends Clock {
        private final LongSupplier nanos;

        MonotonicClock(LongSupplier nanos) {
            this.nanos = nanos;
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH.plusNanos(nanos.getAsLong());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
