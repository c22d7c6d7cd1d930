package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What looks at every video keeps no event loop from its other connections. */
class ScansTest {
    @TempDir Path directory;
    private final Set<String> threads = ConcurrentHashMap.newKeySet();

    @ParameterizedTest
    @ValueSource(strings = {"", "?include_counts=true", "/storage-usage"})
    void scansAreNoWorkOfEventLoops(String path) {
        try (var simulator = Simulators.start(settings())) {
            var client = new Client(simulator);
            client.directUpload();
            threads.clear();

            client.get(path).result();

            assertThat(threads)
                    .isNotEmpty()
                    .allMatch(thread -> thread.startsWith("simulator-files"));
        }
    }

    /** Else the test above would see nothing. */
    @Test
    void whoAsksForTheTimeIsSeen() {
        try (var simulator = Simulators.start(settings())) {
            var client = new Client(simulator);
            var uid = client.directUpload().uid();
            threads.clear();

            client.video(uid);

            assertThat(threads).allMatch(thread -> thread.startsWith("simulator-http"));
        }
    }

    /** Of every video it is asked whether it is open, or shown yet. */
    private SimulatorSettings settings() {
        return Simulators.settings(directory)
                .withClock(
                        () -> {
                            threads.add(Thread.currentThread().getName());
                            return Instant.now();
                        });
    }
}
