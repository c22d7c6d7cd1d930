package video.divine.media.simulator.storage;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;

/** A folder with all that is in it. */
public final class FileTree {
    private FileTree() {}

    /** Deletes the file or folder if it is there; symbolic links are deleted, not followed. */
    public static void delete(Path root) throws IOException {
        if (Files.notExists(root)) {
            return;
        }
        Files.walkFileTree(root, new Deletion());
    }

    /**
     * Deletes a folder that another process may still create files in. It is renamed first: whoever
     * names its files by their path, as ffmpeg does, finds no place for new ones from then on, and
     * none appears while the old ones go. After a crash it may be left under a name that begins
     * with its own.
     */
    public static void takeAway(Path folder) throws IOException {
        var nameless =
                folder.resolveSibling(folder.getFileName() + "." + UUID.randomUUID() + ".deleted");
        try {
            Files.move(folder, nameless, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException notThere) {
            return;
        }
        delete(nameless);
    }

    /** Leaves an empty folder at this path. */
    public static void empty(Path folder) throws IOException {
        delete(folder);
        Files.createDirectories(folder);
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        /** Someone else's deletion of the same tree is no failure of ours. */
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
                throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
