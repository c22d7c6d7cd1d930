package video.divine.media.gateway.cloudflare;

import io.github.resilience4j.reactor.retry.RetryOperator;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;

import reactor.core.publisher.Mono;

import video.divine.media.gateway.cloudflare.StreamFailure.StreamFault;
import video.divine.media.gateway.cloudflare.StreamSettings.Calls;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * When to try again: connect errors, no free connection, lost answers, 408, 429 and 5xx, a bounded
 * number of times, with jitter so that gateways which failed together do not return together, and
 * only if the wait ends early enough before the deadline to be of use.
 */
final class RetryPlan {
    /** Less time than this is not worth another call. */
    private static final Duration USEFUL = Duration.ofMillis(100);

    private final Calls calls;

    RetryPlan(Calls calls) {
        this.calls = calls;
    }

    <T> Mono<T> retrying(StreamOperation operation, Deadline deadline, Mono<T> attempt) {
        return Mono.defer(
                () -> {
                    var waits = new Waits(deadline);
                    var retry =
                            Retry.of(
                                    operation.label(),
                                    RetryConfig.<T>custom()
                                            .maxAttempts(calls.attempts())
                                            .retryOnException(waits::worthIt)
                                            .intervalBiFunction((_, _) -> waits.next.toMillis())
                                            .build());
                    return attempt.transformDeferred(RetryOperator.of(retry));
                });
    }

    /** The waits of one operation; its tries follow one another, so no two threads meet here. */
    private final class Waits {
        private final Deadline deadline;
        private int failures;
        private volatile Duration next = Duration.ZERO;

        Waits(Deadline deadline) {
            this.deadline = deadline;
        }

        boolean worthIt(Throwable error) {
            if (!(error instanceof StreamFault fault) || !fault.reason().retryable()) {
                return false;
            }
            failures++;
            next = fault.retryAfter().orElse(Duration.ZERO).plus(jittered());
            return next.plus(USEFUL).compareTo(deadline.remaining()) < 0;
        }

        private Duration jittered() {
            double factor = ThreadLocalRandom.current().nextDouble(0.5, 1.5);
            double pause = calls.firstPause().toNanos() * Math.pow(2, failures - 1);
            // At least 1 ms: resilience4j counts in ms, and a Retry-After must be over, not equal.
            return Duration.ofNanos((long) (pause * factor)).plusMillis(1);
        }
    }
}
