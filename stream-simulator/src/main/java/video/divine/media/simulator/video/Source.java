package video.divine.media.simulator.video;

/**
 * What is known of the uploaded file.
 *
 * @param size bytes, 0 before the upload
 * @param duration seconds, {@link #UNKNOWN} before it is measured
 * @param width pixels as displayed, or {@link #UNKNOWN}
 * @param height pixels as displayed, or {@link #UNKNOWN}
 */
public record Source(long size, double duration, int width, int height) {
    /** Stream's own mark for a number it does not know yet. */
    public static final int UNKNOWN = -1;

    public static Source notUploaded() {
        return new Source(0, UNKNOWN, UNKNOWN, UNKNOWN);
    }

    public static Source unreadable(long size) {
        return new Source(size, UNKNOWN, UNKNOWN, UNKNOWN);
    }

    public Source withDuration(double seconds) {
        return new Source(size, seconds, width, height);
    }
}
