package video.divine.media.gateway.cloudflare;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;

/**
 * This process's share of the account's API calls: never more than {@code limit} in any five
 * minutes, wherever they begin. Cloudflare allows 1,200 and then blocks <em>every</em> call of the
 * account for five minutes, the dashboard's too (Cloudflare: "API rate limits").
 *
 * <p>It remembers when the last calls went instead of using resilience4j's RateLimiter, because
 * that one refills in fixed cycles: a spent cycle followed by a spent cycle would be 2,200 calls
 * within a minute. A number per call is cheap; the lock is held for next to no time.
 *
 * <p>A call is counted before it waits for a connection: nobody shall wait for one only to hear
 * that no call is left. If it gets none, it is given back, itself and not just any: with another in
 * its place those that did go would count as older than they are, and too many would follow.
 */
final class CallBudget {
    static final Duration WINDOW = Duration.ofMinutes(5);

    private final int limit;
    private final LongSupplier nanos;

    /** When the calls of the last five minutes were taken, oldest first. */
    private final ArrayDeque<Long> taken = new ArrayDeque<>();

    private long pausedFrom;
    private long pause;

    /** Whether a call may go. */
    sealed interface Answer {
        /** It may, and is counted as of that moment. */
        record Granted(long at) implements Answer {}

        /** None may before that much time has passed; always above zero. */
        record NotYet(Duration left) implements Answer {}
    }

    CallBudget(int limit, LongSupplier nanos) {
        this.limit = limit;
        this.nanos = nanos;
        // Not 0: nanoTime may begin anywhere, also below it, and then 0 lies ahead.
        this.pausedFrom = nanos.getAsLong();
    }

    /** Counts one call, if one may go now. */
    synchronized Answer take() {
        long now = nanos.getAsLong();
        long paused = pause - (now - pausedFrom);
        if (paused > 0) {
            return new Answer.NotYet(Duration.ofNanos(paused));
        }
        forgetOlderThanTheWindow(now);
        if (taken.size() == limit) {
            return new Answer.NotYet(WINDOW.minusNanos(now - taken.getFirst()));
        }
        taken.addLast(now);
        return new Answer.Granted(now);
    }

    /** That call was not sent after all. */
    synchronized void giveBack(Answer.Granted call) {
        // From the young end, where it is: a call waits for a connection for seconds at most.
        var _ = taken.removeLastOccurrence(call.at());
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
        forgetOlderThanTheWindow(now);
        return limit - taken.size();
    }

    private void forgetOlderThanTheWindow(long now) {
        while (!taken.isEmpty() && now - taken.getFirst() >= WINDOW.toNanos()) {
            taken.removeFirst();
        }
    }
}
