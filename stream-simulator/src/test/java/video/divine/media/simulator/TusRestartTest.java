package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A resumable upload outlives the simulator that it began at. */
class TusRestartTest {
    private static final int SIZE = 30_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir Path directory;
    private final byte[] video = TestVideos.bytes(TestVideos.padded(SIZE));

    @Test
    void whatCameBeforeAStopIsThereAfterIt() throws IOException {
        Tus.Upload upload;
        Socket stalled;
        int port;
        try (var first = Simulators.start(data())) {
            port = first.port();
            upload = new Tus(new Client(first)).create(SIZE);
            Client.fetch(Tus.patch(upload, 0, Tus.slice(video, 0, Tus.CHUNK)));
            // This one is still on its way when the simulator stops.
            var half = Tus.slice(video, Tus.CHUNK, 2 * Tus.CHUNK);
            stalled = Tus.begun(upload, Tus.CHUNK, half, SIZE - Tus.CHUNK);
            awaitWritten(data(), upload, 3L * Tus.CHUNK);
        }
        stalled.close();
        try (var second = Simulators.start(Simulators.settings(data()).withPort(port))) {
            assertThat(Tus.offset(upload)).isEqualTo(3 * Tus.CHUNK);
            assertEndsReady(second, upload, data());
        }
    }

    /** As a kill leaves it: nothing of the chunk was settled, but some of it written down. */
    @Test
    void afterAKillNoMoreThanALittleIsSentAgain() throws IOException {
        var killed = directory.resolve("killed");
        Tus.Upload upload;
        int port;
        try (var first = Simulators.start(data())) {
            port = first.port();
            upload = new Tus(new Client(first)).create(SIZE);
            try (var _ = Tus.begun(upload, 0, Tus.slice(video, 0, 20_000_000), SIZE)) {
                awaitWritten(data(), upload, 20_000_000);
                copy(data(), killed);
            }
        }
        try (var second = Simulators.start(Simulators.settings(killed).withPort(port))) {
            assertThat(Tus.offset(upload)).isBetween(16_500_000L, 17_039_360L);
            assertEndsReady(second, upload, killed);
        }
    }

    /** Nobody would ever send another chunk. */
    @Test
    void aFileThatWasCompleteAtTheKillIsHandedOverAtTheStart() throws IOException {
        String uid;
        var ffprobe = Simulators.ffprobeAfter(directory, "kill -TERM $$");
        try (var first = Simulators.start(Simulators.settings(data()).withFfmpeg(ffprobe))) {
            var client = new Client(first);
            var file = TestVideos.bytes(TestVideos.square(2));
            var upload = new Tus(client).create(file.length);
            uid = upload.uid();
            assertThat(client.send(Tus.patch(upload, 0, file)).status()).isEqualTo(500);
            assertThat(Client.state(client.video(uid))).isEqualTo("pendingupload");
        }
        try (var second = Simulators.start(data())) {
            assertThat(Client.state(new Client(second).awaitEnd(uid))).isEqualTo("ready");
        }
    }

    /** To a client that asks again, the last chunk is there, and so it would send no more. */
    @Test
    void aFileThatCouldNotBeLookedAtIsLookedAtAgainWhenItsClientAsks() throws IOException {
        var once =
                "[ -e '%1$s' ] || { touch '%1$s'; kill -TERM $$; }"
                        .formatted(directory.resolve("killed-once"));
        var ffprobe = Simulators.ffprobeAfter(directory, once);
        try (var simulator = Simulators.start(Simulators.settings(data()).withFfmpeg(ffprobe))) {
            var client = new Client(simulator);
            var file = TestVideos.bytes(TestVideos.square(2));
            var upload = new Tus(client).create(file.length);
            assertThat(client.send(Tus.patch(upload, 0, file)).status()).isEqualTo(500);

            assertThat(Tus.offset(upload)).isEqualTo(file.length);

            assertThat(Client.state(client.awaitEnd(upload.uid()))).isEqualTo("ready");
        }
    }

    private void assertEndsReady(StreamSimulator simulator, Tus.Upload upload, Path directory)
            throws IOException {
        Tus.finish(upload, video, Tus.offset(upload));
        assertThat(Client.state(new Client(simulator).awaitEnd(upload.uid()))).isEqualTo("ready");
        assertThat(Files.readAllBytes(directory.resolve("media/" + upload.uid() + "/source")))
                .isEqualTo(video);
    }

    private static void awaitWritten(Path directory, Tus.Upload upload, long size)
            throws IOException {
        var data = directory.resolve("media/" + upload.uid() + "/tus/data");
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (Files.size(data) < size) {
            assertThat(System.nanoTime()).as("%s has %d", data, size).isLessThan(deadline);
            Client.pause();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var paths = Files.walk(from)) {
            for (var path : paths.toList()) {
                Files.copy(path, to.resolve(from.relativize(path)));
            }
        }
    }

    private Path data() {
        return directory.resolve("data");
    }
}
