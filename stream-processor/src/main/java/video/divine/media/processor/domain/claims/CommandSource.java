package video.divine.media.processor.domain.claims;

import java.time.Duration;

/** What made a command id, and so for how long its decision is remembered. */
public enum CommandSource {
    /** A NIP-98 event: it is valid for a minute or, in the widest profile, ten. */
    NIP98(Duration.ofMinutes(10)),
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
