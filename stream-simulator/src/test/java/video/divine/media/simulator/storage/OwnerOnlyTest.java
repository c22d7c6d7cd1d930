package video.divine.media.simulator.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

class OwnerOnlyTest {
    @TempDir Path directory;

    @Test
    void aFolderIsItsOwnersAndThoseAboveItAreAsEver() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        var above = directory.resolve("data");
        var usual = Files.createDirectory(directory.resolve("usual"));

        OwnerOnly.createFolder(above.resolve("stream"));

        assertThat(permissions(above.resolve("stream"))).isEqualTo("rwx------");
        assertThat(permissions(above)).isEqualTo(permissions(usual));
    }

    @Test
    void aFolderThatIsThereStaysAsItIs() throws IOException {
        var folder = Files.createDirectory(directory.resolve("shared"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));

        OwnerOnly.createFolder(folder);

        assertThat(permissions(folder)).isEqualTo("rwxr-x---");
    }

    @Test
    void aFileIsItsOwnersAlsoWhereAnotherWasBefore() throws IOException {
        var file = Files.writeString(directory.resolve("secret.json"), "old");
        var unfinished = Files.writeString(directory.resolve("secret.json.tmp"), "half");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rw-r--r--"));

        DurableFile.write(file, new byte[] {'n', 'e', 'w'});

        assertThat(file).hasContent("new");
        assertThat(permissions(file)).isEqualTo("rw-------");
        assertThat(unfinished).doesNotExist();
    }

    @Test
    void aFileSystemWithoutPermissionsWillDo() throws IOException {
        var archive = directory.resolve("archive.zip");
        try (var files = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
            var folder = files.getPath("/data", "stream");

            OwnerOnly.createFolder(folder);

            assertThat(files.supportedFileAttributeViews()).doesNotContain("posix");
            assertThat(folder).isDirectory();
            assertThat(OwnerOnly.file(folder)).isEmpty();
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
