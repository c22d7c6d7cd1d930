package video.divine.media.simulator.upload;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The place of one upload's file, known before the file is. A client may go away while the file is
 * being opened by another thread: Reactor then drops the opened file, whom nobody could close or
 * delete any more. Here it still can be, and after that no file is opened. All calls block.
 */
final class Arrival {
    private final Path folder;

    /** Guarded by this, as is the next. */
    private Optional<Incoming> file = Optional.empty();

    private boolean discarded;

    Arrival(Path folder) {
        this.folder = folder;
    }

    /** What may be made of a file that is here. */
    interface Work<T> {
        T of(Incoming incoming) throws IOException;
    }

    /** Opens the file; nothing if the upload has been given up. To be called once. */
    synchronized Optional<Incoming> open() throws IOException {
        if (!discarded) {
            file = Optional.of(Incoming.open(folder));
        }
        return file;
    }

    /**
     * Works with the whole file and then deletes what no video has taken; who gives up the upload
     * from now on does not. Nothing if that has been done before.
     */
    <T> Optional<T> handOver(Work<T> work) throws IOException {
        var handed = taken();
        if (handed.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(work.of(handed.get()));
        } finally {
            handed.get().discard();
        }
    }

    /** Deletes the file of an upload that is given up. */
    synchronized void discard() throws IOException {
        discarded = true;
        var given = taken();
        if (given.isPresent()) {
            given.get().discard();
        }
    }

    private synchronized Optional<Incoming> taken() {
        var given = file;
        file = Optional.empty();
        return given;
    }
}
