package video.divine.media.simulator.transcode;

import java.util.function.Consumer;
import java.util.function.DoubleConsumer;

/** Follows the lines of ffmpeg's {@code -progress}: how many seconds are written so far. */
public final class Progress {
    private static final String OUT_TIME = "out_time_us=";
    private static final double MICROSECONDS = 1_000_000;

    private double seconds;

    /** Returns whether the line told a position; "N/A" comes before the first frame. */
    public boolean read(String line) {
        if (!line.startsWith(OUT_TIME)) {
            return false;
        }
        try {
            var microseconds = Long.parseLong(line.substring(OUT_TIME.length()));
            seconds = Math.max(seconds, microseconds / MICROSECONDS);
            return true;
        } catch (NumberFormatException notYet) {
            return false;
        }
    }

    /**
     * What reads each line and tells how far that is.
     *
     * @param duration seconds, of all
     * @param percent receives 0 to 100, about twice a second
     */
    public Consumer<String> telling(double duration, DoubleConsumer percent) {
        return line -> {
            if (read(line)) {
                percent.accept(Math.min(100, 100 * seconds / duration));
            }
        };
    }

    public double seconds() {
        return seconds;
    }
}
