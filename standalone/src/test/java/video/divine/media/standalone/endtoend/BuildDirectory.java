package video.divine.media.standalone.endtoend;

import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Below the build: Kafka Streams warns of state in the system's directory for temporary files. */
final class BuildDirectory implements TempDirFactory {
    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context)
            throws IOException {
        var target = Files.createDirectories(Path.of("target", "end-to-end").toAbsolutePath());
        return Files.createTempDirectory(target, "test");
    }
}
