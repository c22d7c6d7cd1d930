package video.divine.media.standalone;

import org.springframework.core.env.Environment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The data directory. One that is made here is its owner's only: upload links and the webhook
 * secret lie below it, in files of several programs.
 */
final class DataHome {
    private static final int SECRET_BYTES = 16;

    private final Path directory;

    private DataHome(Path directory) {
        this.directory = directory;
    }

    /**
     * Makes it at the first start.
     *
     * @throws DataDirectoryException where that cannot be done
     */
    static DataHome of(Environment environment) {
        var directory =
                Path.of(environment.getRequiredProperty("media.data-dir"))
                        .toAbsolutePath()
                        .normalize();
        try {
            Files.createDirectories(directory, ownerOnly(directory, "rwx------"));
            return new DataHome(directory);
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    /**
     * The secret that simulator and gateway share where nobody set one. It is kept, so that a
     * webhook that was signed before a restart fits after it.
     */
    String webhookSecret() {
        return secret("webhook-secret");
    }

    /** What operators' calls bear where nobody set a token. */
    String internalToken() {
        return secret("internal-token");
    }

    private String secret(String name) {
        var file = directory.resolve(name);
        try {
            if (Files.notExists(file)) {
                makeSecret(file);
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    private static void makeSecret(Path file) throws IOException {
        var bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        // Under a name of its own until it is whole; a kill may have left one there.
        var draft = file.resolveSibling(file.getFileName() + ".draft");
        Files.deleteIfExists(draft);
        Files.createFile(draft, ownerOnly(draft, "rw-------"));
        Files.writeString(draft, HexFormat.of().formatHex(bytes));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Nothing where the file system knows no such permissions. */
    private static FileAttribute<?>[] ownerOnly(Path path, String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static DataDirectoryException unusable(Path directory, IOException e) {
        return new DataDirectoryException(
                "The data directory %s cannot be used: %s.".formatted(directory, e), e);
    }
}
