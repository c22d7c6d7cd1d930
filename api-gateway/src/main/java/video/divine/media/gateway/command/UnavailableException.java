package video.divine.media.gateway.command;

import java.time.Duration;

/** The service cannot answer now; asking again after a while may help. Answered 503. */
public class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final Duration retryAfter;

    /**
     * Something is not there.
     *
     * @param message for the log
     * @param reason for the caller, a word of the error model
     * @param retryAfter when to ask again
     */
    public UnavailableException(String message, String reason, Duration retryAfter) {
        super(message, null, false, false);
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    public final String reason() {
        return reason;
    }

    public final Duration retryAfter() {
        return retryAfter;
    }
}
