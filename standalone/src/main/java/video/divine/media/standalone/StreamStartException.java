package video.divine.media.standalone;

/** The embedded Stream cannot start; the message is one sentence for whoever started it. */
final class StreamStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StreamStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
