package video.divine.media.simulator.transcode;

import java.time.Duration;

/**
 * How often a video is tried again after the machine, not the video, was the reason that an attempt
 * at it, or at its copy, did not come to its end. Counted anew after each start.
 *
 * @param repeats after the first attempt; then the video ends in ERR_UNKNOWN
 * @param firstPause before the first repeat, doubled before each later one
 */
public record RepeatPolicy(int repeats, Duration firstPause) {
    /** 30 s in all: a stop that Ctrl-C began may take 20 s to reach the transcoder. */
    public static RepeatPolicy defaults() {
        return new RepeatPolicy(4, Duration.ofSeconds(2));
    }

    public Duration pauseBefore(int repeat) {
        return firstPause.multipliedBy(1L << (repeat - 1));
    }
}
