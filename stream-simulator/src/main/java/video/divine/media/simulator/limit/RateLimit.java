package video.divine.media.simulator.limit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Counts the calls of one window. It begins with the first call after the one before has ended, so
 * a burst at the seam of two can be twice the quota: where Cloudflare's windows begin is not
 * documented. The first call beyond the quota begins a block of one window, which later calls do
 * not lengthen.
 */
public final class RateLimit {
    /**
     * What one call is told.
     *
     * @param remaining calls in this window
     * @param reset until the window or the block ends, whole seconds, rounded up
     */
    public record Verdict(boolean refused, int remaining, long reset) {}

    private final RateLimitPolicy policy;
    private final InstantSource clock;

    // Guarded by this.
    private Instant end = Instant.MIN;
    private int used;

    /** Counts nothing yet. */
    public RateLimit(RateLimitPolicy policy, InstantSource clock) {
        this.policy = policy;
        this.clock = clock;
    }

    /** Counts a call. */
    public synchronized Verdict next() {
        var now = clock.instant();
        if (!now.isBefore(end)) {
            end = now.plus(policy.window());
            used = 0;
        }
        if (used == policy.quota()) {
            end = now.plus(policy.window());
        }
        // One beyond the quota stands for the block.
        used = Math.min(used + 1, policy.quota() + 1);
        return new Verdict(
                used > policy.quota(),
                Math.max(0, policy.quota() - used),
                roundedUp(Duration.between(now, end)));
    }

    private static long roundedUp(Duration time) {
        return time.plusNanos(999_999_999).toSeconds();
    }
}
