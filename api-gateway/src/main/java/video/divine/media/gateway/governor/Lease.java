package video.divine.media.gateway.governor;

import video.divine.media.gateway.cloudflare.CallBudget.Priority;

import java.time.Duration;
import java.time.Instant;

/**
 * Some calls that the governor left to this gateway, for a while. Guarded by {@link LeasedCalls}.
 *
 * <p>The answer says when the lease ends, but by the log's clock, and this machine's may be minutes
 * off. So its length is a fixed contract with the governor, and it is counted on our monotonic
 * clock from the moment at which the request was <em>sent</em>: the governor decided after that, so
 * its own end is never earlier than ours.
 */
final class Lease {
    /** From the governor's decision to the end; the governor's own number. */
    static final Duration LENGTH = Duration.ofSeconds(10);

    /**
     * Before the end no call is handed out any more: it must have begun by then, and between that
     * and here lie the wait for a connection and its making, 4 s for both with the rest of the
     * call. What is left goes back to the governor, and arrives in time.
     */
    private static final Duration ON_THE_WAY = Duration.ofSeconds(4);

    /** How long calls are handed out, from the sending of the request. */
    static final Duration SPENDING = LENGTH.minus(ON_THE_WAY);

    private final Priority priority;
    private final Instant until;
    private final long sent;
    private final int granted;
    private int left;

    /**
     * A lease.
     *
     * @param until the end, by the log's clock: the lease's name at the governor
     * @param sent when the request was sent, on the monotonic clock
     */
    Lease(Priority priority, Instant until, long sent, int calls) {
        this.priority = priority;
        this.until = until;
        this.sent = sent;
        this.granted = calls;
        this.left = calls;
    }

    Priority priority() {
        return priority;
    }

    Instant until() {
        return until;
    }

    int left() {
        return left;
    }

    /** So many that the next lease may be smaller. */
    boolean isMostlyUnused() {
        return left > granted / 2;
    }

    /** How long calls may still be taken from it; zero or negative where it is over. */
    Duration spendable(long now) {
        return SPENDING.minusNanos(now - sent);
    }

    /** A call of it could still be made by somebody. */
    boolean runs(long now) {
        return now - sent < LENGTH.toNanos();
    }

    void spend() {
        left--;
    }

    void giveBack() {
        left++;
    }

    /** Takes out what is left. */
    int empty() {
        int rest = left;
        left = 0;
        return rest;
    }
}
