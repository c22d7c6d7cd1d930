package video.divine.media.cluster;

import video.divine.media.standalone.endtoend.RunningService;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Lets the end-to-end tests run against a cluster, which all of them share. */
public final class ClusterStart implements RunningService.Start {

    @Override
    public RunningService start() {
        try {
            var target = Files.createDirectories(Path.of("target", "clusters").toAbsolutePath());
            return Cluster.start(Files.createTempDirectory(target, "shared"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
