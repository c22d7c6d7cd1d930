package video.divine.media.gateway.command;

import java.time.Duration;

/**
 * Nobody can say whether the command took effect: no outcome came in time. Repeating it with the
 * same token or key is safe and tells.
 */
public final class OutcomeUnknownException extends UnavailableException {
    private static final long serialVersionUID = 1L;

    /** Something was begun before, and what became of it cannot be told for this reason. */
    public OutcomeUnknownException(UnavailableException reason) {
        super(String.valueOf(reason.getMessage()), "outcome_unknown", reason.retryAfter());
    }

    public OutcomeUnknownException(Duration waited) {
        super(
                "No outcome within " + waited.toMillis() + " ms",
                "outcome_unknown",
                Duration.ofSeconds(1));
    }
}
