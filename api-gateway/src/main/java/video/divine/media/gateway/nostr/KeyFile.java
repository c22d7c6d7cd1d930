package video.divine.media.gateway.nostr;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;

/** A file whose one line is a secret key, in hex or as an nsec. */
final class KeyFile {
    private KeyFile() {}

    /** Empty when the file holds anything else. */
    static Optional<SecretKey> read(Path file) throws IOException {
        return SecretKey.parse(Files.readString(file).strip());
    }

    /** Makes the file, for its owner only, with a random key if there is none. */
    static Optional<SecretKey> readOrMake(Path file, SecureRandom random) throws IOException {
        return Files.exists(file) ? read(file) : Optional.of(make(file, random));
    }

    private static SecretKey make(Path file, SecureRandom random) throws IOException {
        var key = SecretKey.random(random);
        var line = (key.hex() + "\n").getBytes(StandardCharsets.US_ASCII);
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        // The permissions are set as the file is made: afterwards there is a moment to read it.
        try (var channel = Files.newByteChannel(file, options, ownerOnly(file))) {
            channel.write(ByteBuffer.wrap(line));
        }
        return key;
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
