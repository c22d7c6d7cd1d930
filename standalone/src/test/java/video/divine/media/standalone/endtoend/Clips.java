package video.divine.media.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import video.divine.media.simulator.ffmpeg.Ffmpeg;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Videos made and looked at with the real ffmpeg. */
final class Clips {
    private static final Path FOLDER = Path.of("target", "clips").toAbsolutePath();
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Ffmpeg FFMPEG = locate();

    private Clips() {}

    /** Six seconds of 480 by 480, with a tone. */
    static Path withSound() {
        return make(
                "with-sound.mp4",
                "-f lavfi -i testsrc=size=480x480:rate=30:duration=6"
                        + " -f lavfi -i sine=frequency=440:duration=6 -shortest");
    }

    /** Six seconds of 480 by 480 without an audio track. */
    static Path silent() {
        return make("silent.mp4", "-f lavfi -i testsrc=size=480x480:rate=30:duration=6 -an");
    }

    /** One second, quick to encode. */
    static Path brief() {
        return make("brief.mp4", "-f lavfi -i testsrc=size=96x96:rate=10:duration=1 -an");
    }

    /** Takes seconds to encode. */
    static Path slow() {
        return make("slow.mp4", "-f lavfi -i testsrc2=size=1280x720:rate=30:duration=40 -an");
    }

    /** What ffprobe says of a file: its streams and format. */
    static JsonNode probe(Path file) {
        var json = new StringBuilder();
        try {
            var result =
                    FFMPEG.probe(
                            List.of(
                                    "-v",
                                    "error",
                                    "-of",
                                    "json",
                                    "-show_streams",
                                    "-show_format",
                                    file.toString()),
                            DEADLINE,
                            json::append);
            assertThat(result.succeeded()).as(result.errors()).isTrue();
            return new JsonMapper().readTree(json.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static synchronized Path make(String name, String arguments) {
        var file = FOLDER.resolve(name);
        if (Files.notExists(file)) {
            try {
                Files.createDirectories(FOLDER);
                var words = new ArrayList<>(List.of("-v", "error", "-y"));
                words.addAll(List.of(arguments.split(" ")));
                words.addAll(List.of("-c:v", FFMPEG.h264Encoder(), "-pix_fmt", "yuv420p"));
                words.add(file.toString());
                var result = FFMPEG.run(words, DEADLINE, _ -> {});
                assertThat(result.succeeded()).as(result.errors()).isTrue();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return file;
    }

    private static Ffmpeg locate() {
        try {
            return Ffmpeg.locate(Path.of("target", "ffmpeg").toAbsolutePath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
