package video.divine.media.simulator.limit;

import java.time.Duration;

/**
 * How many calls the API takes.
 *
 * @param quota calls in one window; {@link #off} has no bound and no headers
 * @param window whole seconds; a call beyond the quota blocks all calls for as long again
 */
public record RateLimitPolicy(int quota, Duration window) {
    private static final int UNLIMITED = Integer.MAX_VALUE;

    public RateLimitPolicy {
        if (quota < 1 || window.toSeconds() < 1) {
            throw new IllegalArgumentException(
                    "Expected at least 1 call in at least 1 second, but got "
                            + quota
                            + " in "
                            + window);
        }
    }

    /**
     * Cloudflare's, of one user or account token: 1,200 calls in five minutes
     * (developers.cloudflare.com/fundamentals/api/reference/limits).
     */
    public static RateLimitPolicy defaults() {
        return new RateLimitPolicy(1200, Duration.ofMinutes(5));
    }

    /** For loads that measure something else. */
    public static RateLimitPolicy off() {
        return new RateLimitPolicy(UNLIMITED, Duration.ofMinutes(5));
    }

    public boolean isOff() {
        return quota == UNLIMITED;
    }
}
