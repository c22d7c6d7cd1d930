package video.divine.media.simulator.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

class FfmpegTest {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    @TempDir Path directory;

    @Test
    void theBundledOneRunsAndIsUnpackedOnce() throws IOException {
        var first = Ffmpeg.bundled(directory);
        var unpacked = Files.getLastModifiedTime(first.ffmpeg());
        var second = Ffmpeg.bundled(directory);

        assertThat(first.h264Encoder()).isEqualTo("libopenh264");
        assertThat(second).isEqualTo(first);
        assertThat(Files.getLastModifiedTime(second.ffmpeg())).isEqualTo(unpacked);
        try (var entries = Files.list(directory)) {
            assertThat(entries).hasSize(1);
        }
        assertEncodes(first);
    }

    @Test
    void theInstalledOneIsPreferred() throws IOException {
        var installed = Ffmpeg.onPath(System.getenv("PATH"));
        assumeTrue(installed.isPresent(), "no ffmpeg is installed on this machine");

        assertThat(Ffmpeg.locate(directory)).isEqualTo(installed.get());
        assertThat(directory).isEmptyDirectory();
        assertEncodes(installed.get());
    }

    @Test
    void oneOnThePathThatDoesNotRunOrCannotEncodeIsPassedOver() throws IOException {
        var broken = Files.createDirectory(directory.resolve("broken"));
        var poor = Files.createDirectory(directory.resolve("poor"));
        var good = Files.createDirectory(directory.resolve("good"));
        script(broken, "ffmpeg", "exit 127");
        script(broken, "ffprobe", "exit 127");
        script(poor, "ffmpeg", "echo ' V..... mpeg4 MPEG-4'");
        script(poor, "ffprobe", "echo ffprobe");
        script(good, "ffmpeg", "echo ' V..... libx264 H.264'");
        script(good, "ffprobe", "echo ffprobe");

        assertThat(Ffmpeg.onPath(broken + ":" + poor)).isEmpty();
        assertThat(Ffmpeg.onPath(broken + ":" + poor + ":" + good))
                .hasValueSatisfying(
                        found -> {
                            assertThat(found.ffmpeg()).isEqualTo(good.resolve("ffmpeg"));
                            assertThat(found.h264Encoder()).isEqualTo("libx264");
                        });
    }

    @Test
    void oneThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> Ffmpeg.at(directory.resolve("ffmpeg")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(directory.toString());
    }

    @Test
    void aRunBeyondItsDeadlineIsEnded() throws IOException {
        var started = System.nanoTime();
        var result =
                ToolRun.start(new ProcessBuilder("sleep", "60"))
                        .await(Duration.ofMillis(100), _ -> {});

        assertThat(result.timedOut()).isTrue();
        assertThat(result.interrupted()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(DEADLINE);
    }

    @Test
    void aRunThatTellsOfASignalWasInterruptedWhateverItsExitCode() throws IOException {
        var said = "echo '[info] Exiting normally, received signal 2.' >&2; exit ";

        assertThat(shell(said + 255).interrupted()).isTrue();
        assertThat(shell(said + 183).interrupted()).isTrue();
        assertThat(shell(said + 0).succeeded()).isFalse();
        assertThat(shell("kill -TERM $$").interrupted()).isTrue();
    }

    /** libavutil's "operation not permitted" is -1, too. */
    @Test
    void aRunThatEndsWith255IsNotInterruptedByThatAlone() throws IOException {
        assertThat(shell("exit 255").interrupted()).isFalse();
    }

    @Test
    void aRunEndsThoughTheCommonPoolIsBusy() throws IOException {
        var release = new CountDownLatch(1);
        var busy =
                IntStream.range(0, ForkJoinPool.getCommonPoolParallelism())
                        .mapToObj(_ -> ForkJoinPool.commonPool().submit(awaiting(release)))
                        .toList();
        try {
            var result = ToolRun.start(new ProcessBuilder("true")).await(DEADLINE, _ -> {});

            assertThat(result.succeeded()).isTrue();
            assertThat(busy).noneMatch(ForkJoinTask::isDone);
        } finally {
            release.countDown();
            busy.forEach(ForkJoinTask::join);
        }
    }

    private static ToolResult shell(String line) throws IOException {
        return ToolRun.start(new ProcessBuilder("sh", "-c", line)).await(DEADLINE, _ -> {});
    }

    private static Callable<Boolean> awaiting(CountDownLatch release) {
        return () -> release.await(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }

    private void assertEncodes(Ffmpeg ffmpeg) throws IOException {
        var video = directory.resolve("video.mp4").toString();
        var encoded =
                ffmpeg.run(
                        List.of(
                                "-f",
                                "lavfi",
                                "-i",
                                "testsrc=duration=0.2",
                                "-c:v",
                                ffmpeg.h264Encoder(),
                                video),
                        DEADLINE,
                        _ -> {});
        var output = new StringJoiner(" ");
        var probed =
                ffmpeg.probe(
                        List.of("-v", "error", "-show_entries", "stream=codec_name", video),
                        DEADLINE,
                        output::add);

        assertThat(encoded.succeeded()).as(encoded.errors()).isTrue();
        assertThat(encoded.errors()).isEmpty();
        assertThat(probed.succeeded()).isTrue();
        assertThat(output.toString()).contains("codec_name=h264");
    }

    private static void script(Path folder, String name, String line) throws IOException {
        var file = folder.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
