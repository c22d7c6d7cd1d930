package video.divine.media.standalone;

import video.divine.media.simulator.ffmpeg.Ffmpeg;

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
        try {
            var ffmpeg = Ffmpeg.locate(Files.createTempDirectory("divine-media-ffmpeg"));
            var result = ffmpeg.run(command, PATIENCE, _ -> {});
            if (!result.succeeded()) {
                err.println("ffmpeg could not write " + file + ": " + result.errors());
                return FAILED;
            }
            out.println(file);
            return MADE;
        } catch (IOException e) {
            err.println("no sample video: " + e.getMessage());
            return FAILED;
        }
    }
}
