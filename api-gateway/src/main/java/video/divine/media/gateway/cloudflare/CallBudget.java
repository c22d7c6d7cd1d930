package video.divine.media.gateway.cloudflare;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * This process's share of the account's API calls: never more than {@code limit} in any five
 * minutes, wherever they begin. Cloudflare allows 1,200 and then blocks <em>every</em> call of the
 * account for five minutes, the dashboard's too (Cloudflare: "API rate limits").
 *
 * <p>It remembers when the last calls went instead of using resilience4j's RateLimiter, because
 * that one refills in fixed cycles: a spent cycle followed by a spent cycle would be 2,200 calls
 * within a minute. Two longs per call are cheap; the lock is held for nanoseconds.
 */
final class CallBudget {
    static final Duration WINDOW = Duration.ofMinutes(5);

    private final LongSupplier nanos;
    private final long[] taken;
    private int used;
    private int next;
    private long pausedFrom;
    private long pause;

    CallBudget(int limit, LongSupplier nanos) {
        this.taken = new long[limit];
        this.nanos = nanos;
        // Not 0: nanoTime may begin anywhere, also below it, and then 0 lies ahead.
        this.pausedFrom = nanos.getAsLong();
    }

    /** Zero when the call may go and is counted, else how long until one may. */
    synchronized Duration take() {
        long now = nanos.getAsLong();
        long paused = pause - (now - pausedFrom);
        if (paused > 0) {
            return Duration.ofNanos(paused);
        }
        if (used == taken.length) {
            long age = now - taken[next];
            if (age < WINDOW.toNanos()) {
                return WINDOW.minusNanos(age);
            }
        } else {
            used++;
        }
        taken[next] = now;
        next = (next + 1) % taken.length;
        return Duration.ZERO;
    }

    /** Stops all calls, because Cloudflare said how long it will refuse them. Never over 5 min. */
    synchronized void pauseFor(Duration asked) {
        long now = nanos.getAsLong();
        long wanted = Math.min(asked.toNanos(), WINDOW.toNanos());
        if (wanted > pause - (now - pausedFrom)) {
            pausedFrom = now;
            pause = wanted;
        }
    }

    /** How many calls could go right now. */
    synchronized int left() {
        long now = nanos.getAsLong();
        if (pause - (now - pausedFrom) > 0) {
            return 0;
        }
        int recent = 0;
        for (int back = 1; back <= used; back++) {
            if (now - taken[Math.floorMod(next - back, taken.length)] >= WINDOW.toNanos()) {
                break;
            }
            recent++;
        }
        return taken.length - recent;
    }
}
