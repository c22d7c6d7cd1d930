package video.divine.media.standalone;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

import video.divine.media.simulator.ffmpeg.Ffmpeg;
import video.divine.media.simulator.storage.FileTree;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** {@code sample-video FILE}: six seconds to upload, for people who have no video at hand. */
final class SampleVideo {
    private static final int MADE = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private SampleVideo() {}

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        if (arguments.size() != 1) {
            err.println("usage: sample-video FILE.mp4");
            return MISUSED;
        }
        return make(Path.of(arguments.getFirst()), out, err);
    }

    private static int make(Path file, PrintStream out, PrintStream err) {
        var command =
                List.of(
                        "-nostdin",
                        "-y",
                        "-f",
                        "lavfi",
                        "-i",
                        "testsrc=size=480x480:rate=30:duration=6",
                        "-f",
                        "lavfi",
                        "-i",
                        "sine=frequency=440:duration=6",
                        "-pix_fmt",
                        "yuv420p",
                        "-shortest",
                        file.toString());
        // What is printed is for the shell.
        LoggingSystem.get(SampleVideo.class.getClassLoader())
                .setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.WARN);
        try {
            var folder = Files.createTempDirectory("divine-media-ffmpeg");
            try {
                return make(file, command, Ffmpeg.locate(folder), out, err);
            } finally {
                FileTree.delete(folder);
            }
        } catch (IOException e) {
            err.println("no sample video: " + e.getMessage());
            return FAILED;
        }
    }

    private static int make(
            Path file, List<String> command, Ffmpeg ffmpeg, PrintStream out, PrintStream err)
            throws IOException {
        var result = ffmpeg.run(command, PATIENCE, _ -> {});
        if (!result.succeeded()) {
            err.println("ffmpeg could not write " + file + ": " + result.errors());
            return FAILED;
        }
        out.println(file);
        return MADE;
    }
}
