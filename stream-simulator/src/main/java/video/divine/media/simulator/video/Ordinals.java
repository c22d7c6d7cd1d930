package video.divine.media.simulator.video;

import video.divine.media.simulator.storage.DurableFile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbers videos from 1 in the order in which they are made. No number is given twice: each is kept
 * with its video, and in a file once the video that has it is deleted.
 */
final class Ordinals {
    private final Path file;
    private final AtomicLong latest;

    /** What the file says. Guarded by this. */
    private long kept;

    private Ordinals(Path file, long kept, long latest) {
        this.file = file;
        this.kept = kept;
        this.latest = new AtomicLong(latest);
    }

    /**
     * @param highest of the videos that are there
     * @throws IllegalStateException if the file cannot be read
     */
    static Ordinals load(Path file, long highest) throws IOException {
        var kept = Files.exists(file) ? read(file) : 0;
        return new Ordinals(file, kept, Math.max(kept, highest));
    }

    long next() {
        return latest.incrementAndGet();
    }

    /** The last that was given, 0 before the first. */
    long latest() {
        return latest.get();
    }

    /** To be called before the video of that number goes. */
    synchronized void keep(long ordinal) throws IOException {
        if (ordinal > kept) {
            var given = latest.get();
            DurableFile.write(file, Long.toString(given).getBytes(StandardCharsets.US_ASCII));
            kept = given;
        }
    }

    private static long read(Path file) throws IOException {
        try {
            return Long.parseLong(Files.readString(file));
        } catch (NumberFormatException unreadable) {
            throw new IllegalStateException(
                    "Expected the number of the latest video in " + file + ", but it is none",
                    unreadable);
        }
    }
}
