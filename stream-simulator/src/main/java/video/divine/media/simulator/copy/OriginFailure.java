package video.divine.media.simulator.copy;

/** An origin does not give its file in the way it has to. The message names no URL. */
final class OriginFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OriginFailure(String message) {
        super(message);
    }
}
