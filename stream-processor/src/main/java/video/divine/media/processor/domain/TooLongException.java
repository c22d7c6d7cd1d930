package video.divine.media.processor.domain;

/**
 * A text is longer than anything genuine could be. Its name is what a dead letter is told by, which
 * quotes no message.
 */
public final class TooLongException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    TooLongException(String what, int atMost, long actual) {
        super(
                "Expected a %s of up to %d characters, but it has %d"
                        .formatted(what, atMost, actual));
    }
}
