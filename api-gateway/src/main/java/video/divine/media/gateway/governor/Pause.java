package video.divine.media.gateway.governor;

import java.time.Duration;

/** How long no call goes, on the monotonic clock. Guarded by {@link LeasedCalls}. */
final class Pause {
    private long from;
    private Duration length = Duration.ZERO;

    Pause(long now) {
        // Not 0: nanoTime may begin anywhere, also below it, and then 0 lies ahead.
        this.from = now;
    }

    /** Zero where there is none. */
    Duration left(long now) {
        var left = length.minusNanos(now - from);
        return left.isPositive() ? left : Duration.ZERO;
    }

    boolean isOn(long now) {
        return left(now).isPositive();
    }

    /** It only ever grows. */
    void begin(Duration asked, long now) {
        if (asked.compareTo(left(now)) > 0) {
            from = now;
            length = asked;
        }
    }
}
