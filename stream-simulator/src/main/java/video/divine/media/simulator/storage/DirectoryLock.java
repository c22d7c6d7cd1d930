package video.divine.media.simulator.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps two simulators off one data directory: each would overwrite the other's state. */
public final class DirectoryLock implements AutoCloseable {
    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the directory, and creates it for its owner only if need be.
     *
     * @throws IllegalStateException if another process, or this one, already works in the directory
     */
    public static DirectoryLock acquire(Path directory) throws IOException {
        OwnerOnly.createFolder(directory);
        var channel =
                FileChannel.open(
                        directory.resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        if (!isLocked(channel)) {
            channel.close();
            throw new IllegalStateException(
                    "Expected to own the data directory " + directory + ", but it is in use");
        }
        return new DirectoryLock(channel);
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
