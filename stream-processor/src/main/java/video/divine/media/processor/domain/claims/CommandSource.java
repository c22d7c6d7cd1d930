package video.divine.media.processor.domain.claims;

import java.time.Duration;

/** What made a command id, and so for how long its decision is remembered. */
public enum CommandSource {
    /**
     * A NIP-98 event: it is valid from its {@code created_at} less the maximum age to its {@code
     * created_at} and that again. The gateway takes no maximum above 10 minutes, so no token lives
     * longer than 20; the rest is for the clocks of gateway and log, which are not one.
     */
    NIP98(Duration.ofMinutes(25)),
    /** An Idempotency-Key header: clients retry with it for a day. */
    IDEMPOTENCY_KEY(Duration.ofHours(24));

    private final Duration remembered;

    CommandSource(Duration remembered) {
        this.remembered = remembered;
    }

    /** How long a decision is kept after it was taken. */
    public Duration remembered() {
        return remembered;
    }
}
