package video.divine.media.gateway.command;

import java.time.Duration;

/**
 * How long callers wait, and how many at once.
 *
 * @param timeout from sending a command to its outcome
 * @param maxInFlight commands of one kind that begin something and wait for an outcome, at most;
 *     fewer after outcomes were late. The rest is shed at once, because a backlog of commands never
 *     drained in overload tests
 */
public record CommandSettings(Duration timeout, int maxInFlight) {
    public static final CommandSettings DEFAULT = new CommandSettings(Duration.ofSeconds(5), 512);

    /** Longer than a takeover takes: some 7 s after a crash (docs/adr/0024). */
    public Duration patience() {
        return timeout.multipliedBy(3);
    }

    /** An outcome that takes longer says that there are too many commands. */
    Duration late() {
        return timeout.dividedBy(2);
    }

    public CommandSettings {
        if (timeout.isNegative() || timeout.isZero() || maxInFlight < 1) {
            throw new IllegalArgumentException(
                    "Expected a command timeout above zero and at least one command in flight");
        }
    }
}
