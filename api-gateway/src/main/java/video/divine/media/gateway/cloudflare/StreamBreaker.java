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

import video.divine.media.gateway.cloudflare.CallBudget.Priority;
import video.divine.media.gateway.cloudflare.StreamFailure.Reason;
import video.divine.media.gateway.cloudflare.StreamFailure.StreamFault;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * One breaker for all operations, since all of them go to one API. It opens when half of the last
 * 20 calls (10 at least) found Stream ill, answers at once while open, and lets three calls probe
 * afterwards.
 */
final class StreamBreaker {
    private static final Logger LOG = LoggerFactory.getLogger(StreamBreaker.class);
    private static final Duration WHILE_PROBING = Duration.ofSeconds(1);
    private static final Optional<StreamFault> NONE = Optional.empty();

    private final CircuitBreaker breaker;
    private final Duration pause;
    private final LongSupplier nanos;
    private volatile long openedAt;

    StreamBreaker(Priority priority, Duration pause, LongSupplier nanos) {
        this.pause = pause;
        this.nanos = nanos;
        this.breaker =
                CircuitBreaker.of(
                        "cloudflare-stream-" + priority.word(),
                        CircuitBreakerConfig.custom()
                                .slidingWindow(20, 10, SlidingWindowType.COUNT_BASED)
                                .failureRateThreshold(50)
                                .permittedNumberOfCallsInHalfOpenState(3)
                                // Half open it stays until three have probed: each ends by its
                                // timeout, and a quiet hour between them is no illness.
                                .maxWaitDurationInHalfOpenState(Duration.ZERO)
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
                                    "Stream breaker of {} calls: {} -> {}",
                                    priority.word(),
                                    change.getFromState(),
                                    change.getToState());
                        });
    }

    <T> Mono<T> guard(StreamOperation operation, Mono<T> call) {
        return call.transformDeferred(CircuitBreakerOperator.of(breaker))
                .onErrorMap(CallNotPermittedException.class, _ -> refusal(operation, openLeft()));
    }

    /** Why a call would be refused now; takes no call's place. */
    Optional<StreamFault> refusal(StreamOperation operation) {
        return switch (breaker.getState()) {
            case OPEN -> pauseLeft().map(left -> refusal(operation, left));
            case HALF_OPEN -> probing() ? Optional.of(refusal(operation, WHILE_PROBING)) : NONE;
            case CLOSED, DISABLED, METRICS_ONLY, FORCED_OPEN -> NONE;
        };
    }

    /** All three probes are under way. */
    private boolean probing() {
        if (!breaker.tryAcquirePermission()) {
            return true;
        }
        breaker.releasePermission();
        return false;
    }

    /** How long it keeps everybody away yet; empty where it does not, or only lets few through. */
    Optional<Duration> pauseLeft() {
        return breaker.getState() == State.OPEN
                ? Optional.of(openLeft()).filter(Duration::isPositive)
                : Optional.empty();
    }

    private Duration openLeft() {
        return pause.minusNanos(nanos.getAsLong() - openedAt);
    }

    State state() {
        return breaker.getState();
    }

    /** As in metrics and for operators. */
    static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    StreamFault refusal(StreamOperation operation, Duration left) {
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
