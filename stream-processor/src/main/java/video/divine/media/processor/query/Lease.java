package video.divine.media.processor.query;

import java.time.Duration;

/**
 * How long this process may believe that it is still the active one. One that was stopped (SIGSTOP,
 * a virtual machine that is moved) or cut off does not know that its group has gone on without it:
 * for the moments until it hears of that, it would deny rows that its successor has taken in.
 *
 * <p>The group waits {@link Membership#SESSION} for a sign of life, sent every {@link
 * Membership#HEARTBEAT}. So nobody has taken over {@link #TERM} after the brokers last answered
 * this process, not even by the time that an answer, for which a gateway waits a second, is read.
 * Once that term is over, the next answer of a broker proves nothing, until the sign of life that
 * would be refused has been sent.
 *
 * <p>What it does not see: a process that reaches brokers, but not the coordinator of its group.
 *
 * <p>Times are those of a clock that goes on while the process is stopped ({@link
 * System#nanoTime}).
 */
final class Lease {
    static final Duration TERM = Membership.SESSION.minus(Membership.HEARTBEAT).minusSeconds(1);

    /** Signs of life enough, and time for the thread that learns of its loss to act on it. */
    static final Duration RECOVERY = Membership.HEARTBEAT.multipliedBy(8);

    private boolean began;
    private long until;
    private long from;

    /**
     * A broker has answered.
     *
     * @param asked when it was asked
     * @param now when it answered
     */
    synchronized void renew(long asked, long now) {
        if (!began) {
            began = true;
            from = now;
            until = asked + TERM.toNanos();
            return;
        }
        if (now - until > 0) {
            from = now + RECOVERY.toNanos();
        }
        if (asked + TERM.toNanos() - until > 0) {
            until = asked + TERM.toNanos();
        }
    }

    /** Nobody else can be active at {@code now}, nor for a second after it. */
    synchronized boolean holds(long now) {
        return began && now - until <= 0 && now - from >= 0;
    }
}
