package video.divine.media.service.start;

/** Something that is needed is not there, and may come. */
public final class NotThereYetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotThereYetException(String message) {
        super(message);
    }
}
