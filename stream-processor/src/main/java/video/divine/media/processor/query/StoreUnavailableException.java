package video.divine.media.processor.query;

import video.divine.media.schemas.read.Refused;

/**
 * A store cannot answer now: it is restoring, moving or stopped. This is not the same as an absent
 * row, and asking again later may help.
 */
public final class StoreUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Refused reason;

    public StoreUnavailableException(Refused reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    StoreUnavailableException(Refused reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Refused reason() {
        return reason;
    }
}
