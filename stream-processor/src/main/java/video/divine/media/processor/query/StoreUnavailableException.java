package video.divine.media.processor.query;

/**
 * A store cannot answer now: it is restoring, moving or stopped. This is not the same as an absent
 * row, and asking again later may help.
 */
public final class StoreUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreUnavailableException(String message) {
        super(message);
    }

    StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
