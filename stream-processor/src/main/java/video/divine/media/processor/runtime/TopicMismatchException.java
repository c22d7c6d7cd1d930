package video.divine.media.processor.runtime;

/**
 * A topic is there, but is not what was asked for; the message is one sentence for the operator.
 */
public final class TopicMismatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TopicMismatchException(String message) {
        super(message);
    }
}
