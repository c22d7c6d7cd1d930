package video.divine.media.simulator.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;

/**
 * Writes whole files so that after a crash either the old or the new content is there: a temporary
 * file beside the target, fsync, an atomic rename, fsync of the folder.
 */
public final class DurableFile {
    /** Leftovers with this ending are half-written and may be deleted at start. */
    public static final String TEMPORARY_SUFFIX = ".tmp";

    private DurableFile() {}

    /**
     * Replaces {@code target} by {@code content}, which its owner alone can read; the folder must
     * exist. One writer per target.
     */
    public static void write(Path target, byte[] content) throws IOException {
        var temporary = target.resolveSibling(target.getFileName() + TEMPORARY_SUFFIX);
        // One that a crash left behind would keep its permissions.
        Files.deleteIfExists(temporary);
        try (var channel =
                FileChannel.open(
                        temporary,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        OwnerOnly.file(temporary))) {
            var bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        move(temporary, target);
    }

    /** Renames a file or folder within one file system, replacing a file, and syncs the folder. */
    public static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync(Objects.requireNonNull(to.getParent()));
    }

    /** Deletes the file if it is there, and makes the deletion durable. */
    public static void delete(Path target) throws IOException {
        Files.deleteIfExists(target);
        sync(Objects.requireNonNull(target.getParent()));
    }

    /** Forces what was written to a file or folder onto the disk. */
    public static void sync(Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
