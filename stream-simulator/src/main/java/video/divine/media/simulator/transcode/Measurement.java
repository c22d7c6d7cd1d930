package video.divine.media.simulator.transcode;

/** How long a video is whose container does not say so. */
sealed interface Measurement {
    record Length(double seconds) implements Measurement {}

    /** The packets cannot be read to their end. */
    record Malformed(String errors) implements Measurement {}

    /** ffmpeg was ended from outside: a signal, a deadline. */
    record Interrupted(String errors) implements Measurement {}
}
