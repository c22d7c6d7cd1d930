package video.divine.media.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Creates one file after the other in a folder, as long as that is there. It has many at once, so
 * that more appear while they are deleted.
 */
final class Orphan implements AutoCloseable {
    private static final int FILES_AT_ONCE = 2000;
    private static final Duration PAUSE = Duration.ofNanos(100_000);

    private final Path folder;
    private final Thread thread;
    private volatile boolean stopped;

    Orphan(Path folder) throws IOException {
        this.folder = folder;
        for (var number = 0; number < FILES_AT_ONCE; number++) {
            create(number);
        }
        thread = Thread.ofPlatform().daemon().name("orphan").start(this::create);
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private void create() {
        for (var number = FILES_AT_ONCE; !stopped; number++) {
            try {
                create(number);
            } catch (NoSuchFileException folderIsGone) {
                // As ffmpeg does, it goes on with its next file.
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private void create(int number) throws IOException {
        Files.createFile(folder.resolve("orphan-" + number));
    }
}
