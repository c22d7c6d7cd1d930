package video.divine.media.simulator.webhook;

import java.time.Duration;

/**
 * How hard a notice is delivered. Cloudflare documents none of this; the numbers are ours.
 *
 * @param timeout of one attempt
 * @param retries after the first attempt; then the notice waits for the next start
 * @param firstBackoff before the first retry, doubled before each later one
 */
public record RetryPolicy(Duration timeout, int retries, Duration firstBackoff) {
    public static RetryPolicy defaults() {
        return new RetryPolicy(Duration.ofSeconds(5), 3, Duration.ofSeconds(1));
    }

    Duration backoffBefore(int retry) {
        return firstBackoff.multipliedBy(1L << (retry - 1));
    }
}
