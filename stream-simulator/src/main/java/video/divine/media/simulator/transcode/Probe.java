package video.divine.media.simulator.transcode;

/** What a look at an uploaded file says, before anything is decoded. */
public sealed interface Probe {
    /** No container we take, or no moving picture in it: text, images, sound alone. */
    record NotVideo() implements Probe {}

    /** A container we take, but broken so that it cannot be opened (an MP4 without its index). */
    record Malformed() implements Probe {}

    /** ffprobe was ended from outside: a signal, a deadline. That says nothing about the file. */
    record Interrupted(String errors) implements Probe {}

    /**
     * A picture that can be opened; whether it decodes to its end is not known yet.
     *
     * @param streamIndex of the picture; a cover image may come before it
     * @param width pixels as displayed: square, and turned upright
     * @param height pixels as displayed
     * @param duration seconds as the container declares them, or Source.UNKNOWN
     * @param framesPerSecond on average, or 0 where unknown
     */
    record Playable(int streamIndex, int width, int height, double duration, double framesPerSecond)
            implements Probe {}
}
