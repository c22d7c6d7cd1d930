package video.divine.media.simulator.upload;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The place of one upload's file, known before the file is. A client may go away while the file is
 * being opened by another thread: Reactor then drops the opened file, whom nobody could close or
 * delete any more. Here it still can be, and after that no file is opened. Both calls block.
 */
final class Arrival {
    private final Path folder;

    /** Guarded by this, as is the next. */
    private Optional<Incoming> file = Optional.empty();

    private boolean discarded;

    Arrival(Path folder) {
        this.folder = folder;
    }

    /** Opens the file; nothing if the upload has been given up. To be called once. */
    synchronized Optional<Incoming> open() throws IOException {
        if (!discarded) {
            file = Optional.of(Incoming.open(folder));
        }
        return file;
    }

    /** Deletes what no video has taken. */
    synchronized void discard() throws IOException {
        discarded = true;
        if (file.isPresent()) {
            file.get().discard();
        }
    }
}
