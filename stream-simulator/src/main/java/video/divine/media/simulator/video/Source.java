package video.divine.media.simulator.video;

import java.util.Optional;

/**
 * What is known of the uploaded file.
 *
 * @param size bytes, 0 before the upload
 * @param duration seconds, {@link #UNKNOWN} before it is measured
 * @param width pixels as displayed, or {@link #UNKNOWN}
 * @param height pixels as displayed, or {@link #UNKNOWN}
 * @param clip of what it is a part, where nobody uploaded it
 */
public record Source(long size, double duration, int width, int height, Optional<Clip> clip) {
    /** Stream's own mark for a number it does not know yet. */
    public static final int UNKNOWN = -1;

    public Source(long size, double duration, int width, int height) {
        this(size, duration, width, height, Optional.empty());
    }

    public static Source notUploaded() {
        return new Source(0, UNKNOWN, UNKNOWN, UNKNOWN);
    }

    public static Source unreadable(long size) {
        return new Source(size, UNKNOWN, UNKNOWN, UNKNOWN);
    }

    /** A part of this file that is not cut yet. */
    public Source part(Clip clip) {
        return new Source(0, clip.seconds(), width, height, Optional.of(clip));
    }

    public Source withSize(long bytes) {
        return new Source(bytes, duration, width, height, clip);
    }

    public Source withDuration(double seconds) {
        return new Source(size, seconds, width, height, clip);
    }
}
