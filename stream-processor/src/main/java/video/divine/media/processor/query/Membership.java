package video.divine.media.processor.query;

import java.time.Duration;

/**
 * How the coordinator of the processors' group learns that one of them is gone. Both sides of a
 * takeover rest on it: the survivors begin by then, and who is cut off must have stopped answering
 * by then ({@link Lease}).
 */
public final class Membership {
    /**
     * Without a sign of life for this long a processor is taken for dead. The least that brokers
     * allow by default ({@code group.min.session.timeout.ms}).
     */
    public static final Duration SESSION = Duration.ofSeconds(6);

    /**
     * Between signs of life. By one of them the survivors learn that they shall take over: at 2 s
     * that took 7.6 s in all.
     */
    public static final Duration HEARTBEAT = Duration.ofMillis(500);

    private Membership() {}
}
