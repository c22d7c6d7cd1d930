package video.divine.media.simulator.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

class HardLinkTest {
    @TempDir Path folder;

    @Test
    void aFileHasTwoNames() throws IOException {
        var file = Files.writeString(folder.resolve("file"), "content");
        var link = folder.resolve("link");

        assertThat(HardLink.createOrCopy(link, file)).isTrue();

        assertThat(Files.isSameFile(file, link)).isTrue();
    }

    @Test
    void whereThereAreNoLinksItIsACopy() throws IOException {
        try (var zip =
                FileSystems.newFileSystem(folder.resolve("z.zip"), Map.of("create", "true"))) {
            var file = Files.writeString(zip.getPath("/file"), "content");
            var copy = zip.getPath("/copy");

            assertThat(HardLink.createOrCopy(copy, file)).isFalse();

            assertThat(copy).hasContent("content");
        }
    }

    @Test
    void whatElseGoesWrongIsTold() throws IOException {
        var file = Files.writeString(folder.resolve("file"), "content");
        var other = Files.writeString(folder.resolve("other"), "other");

        assertThatThrownBy(() -> HardLink.createOrCopy(other, file))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(
                        () -> HardLink.createOrCopy(folder.resolve("link"), folder.resolve("none")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "Invalid cross-device link, true",
        "Too many links, true",
        "Operation not permitted, true",
        "Operation not supported, true",
        "No space left on device, false",
        "Disk quota exceeded, false",
        "Input/output error, false",
        "Read-only file system, false",
        ", false"
    })
    void onlyTheWantOfLinksIsAReasonToCopy(String reason, boolean expected) {
        assertThat(HardLink.isForWantOfLinks(new FileSystemException("a", "b", reason)))
                .isEqualTo(expected);
    }
}
