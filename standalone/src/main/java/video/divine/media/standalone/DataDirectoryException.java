package video.divine.media.standalone;

/** The data directory is of no use; the message is one sentence for whoever started it. */
final class DataDirectoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DataDirectoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
