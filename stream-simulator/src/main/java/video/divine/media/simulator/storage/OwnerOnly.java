package video.divine.media.simulator.storage;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/**
 * For what holds secrets: made so that other users of the machine cannot read it, whatever the
 * umask, where the file system knows such permissions.
 */
public final class OwnerOnly {
    private static final FileAttribute<?>[] NONE = {};

    private OwnerOnly() {}

    /**
     * Creates the folder, and those above it with the usual permissions. One that is there stays as
     * its owner made it.
     *
     * @throws FileAlreadyExistsException if there is something else of that name
     */
    public static void createFolder(Path folder) throws IOException {
        var absolute = folder.toAbsolutePath();
        if (!Files.isDirectory(absolute)) {
            Files.createDirectories(Objects.requireNonNull(absolute.getParent()));
            Files.createDirectories(absolute, attributes(absolute, "rwx------"));
        }
    }

    /** How a file at this place is to be created. */
    static FileAttribute<?>[] file(Path place) {
        return attributes(place, "rw-------");
    }

    private static FileAttribute<?>[] attributes(Path place, String permissions) {
        return place.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(permissions))
                }
                : NONE;
    }
}
