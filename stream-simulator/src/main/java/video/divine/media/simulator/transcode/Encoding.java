package video.divine.media.simulator.transcode;

/** How one encoding ended. */
sealed interface Encoding {
    record Finished() implements Encoding {}

    /** The source cannot be decoded to its end. */
    record Malformed(String errors) implements Encoding {}

    /** Another run would take as long. */
    record TooSlow(String errors) implements Encoding {}

    /** ffmpeg was ended from outside: a shutdown, a deletion, a terminal's Ctrl-C, the system. */
    record Interrupted(String errors) implements Encoding {}
}
