package video.divine.media.schemas.registry;

/**
 * Another exception's class and stack, without its message. Avro and record constructors quote the
 * value they dislike, logs print causes, and a value may be a bearer secret (an upload URL).
 */
final class ContentFreeCause extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ContentFreeCause(Throwable original) {
        super(original.getClass().getName());
        setStackTrace(original.getStackTrace());
    }
}
