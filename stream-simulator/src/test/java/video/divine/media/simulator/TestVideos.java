package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.US_ASCII;

import video.divine.media.simulator.ffmpeg.Ffmpeg;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Real files made by the real ffmpeg, each once per test run. */
final class TestVideos {
    private static final Path FOLDER = Path.of("target", "test-videos").toAbsolutePath();
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    /** Beside the build, so that it is unpacked once however many data directories there are. */
    static final Path FFMPEG_CACHE = Path.of("target", "ffmpeg").toAbsolutePath();

    private static final Ffmpeg FFMPEG = locate();

    private TestVideos() {}

    static Ffmpeg ffmpeg() {
        return FFMPEG;
    }

    /** 480 by 480 at 30 frames a second, with a tone; its index comes first. */
    static Path square(int seconds) {
        return picture("square-" + seconds, "480x480", seconds, List.of("-movflags", "+faststart"));
    }

    static Path sized(String size, int seconds) {
        return picture("sized-" + size + "-" + seconds, size, seconds, List.of());
    }

    /** A shape that 4:2:0 colour cannot have, and no sound. */
    static Path oddAndSilent() {
        return make(
                "odd.mp4",
                "-f lavfi -i testsrc=size=101x75:rate=30:duration=1 -pix_fmt yuv444p -c:v mpeg4");
    }

    /** One frame of 33 ms. */
    static Path tooShort() {
        return make("short.mp4", "-f lavfi -i testsrc=size=64x64:rate=30:duration=0.03 -c:v mpeg4");
    }

    /** As a browser records: the container does not say how long it is. */
    static Path withoutDuration() {
        return make("live.mkv", "-i " + square(2) + " -c copy -live 1 -f matroska");
    }

    static Path soundOnly() {
        return make("sound.m4a", "-f lavfi -i sine=duration=1 -c:a aac");
    }

    static Path image() {
        return make("image.png", "-f lavfi -i testsrc=size=64x64 -frames:v 1 -update 1");
    }

    static Path text() {
        return write("text.mp4", "this is no video\n".repeat(100).getBytes(US_ASCII));
    }

    /** Stored lying on its side, with the note to turn it. */
    static Path turned() {
        return make(
                "turned.mp4", "-display_rotation 90 -i " + sized("320x240", 1) + " -c copy -f mp4");
    }

    /**
     * Two seconds, and a box behind them that every player skips.
     *
     * @param size bytes of all
     */
    static Path padded(int size) {
        var video = bytes(square(2));
        var padded = ByteBuffer.allocate(size).put(video);
        padded.putInt(size - video.length).put("free".getBytes(US_ASCII));
        // Not all the same: a piece in the wrong place is to be seen.
        for (var at = padded.position(); at < size; at++) {
            padded.put(at, (byte) (at ^ (at >> 8) ^ (at >> 16)));
        }
        return write("padded-" + size + ".mp4", padded.array());
    }

    static Path playlistOf(Path video) {
        return write(
                "list.m3u8",
                "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n%s\n#EXT-X-ENDLIST\n"
                        .formatted(video)
                        .getBytes(US_ASCII));
    }

    /** Its index says six seconds, its pictures end before. */
    static Path truncated() {
        var whole = bytes(square(6));
        return write("truncated.mp4", Arrays.copyOf(whole, whole.length / 2));
    }

    /** Cut off before the index, which comes last in this one. */
    static Path withoutIndex() {
        var whole = bytes(sized("480x480", 6));
        return write("no-index.mp4", Arrays.copyOf(whole, whole.length / 2));
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path picture(String name, String size, int seconds, List<String> more) {
        return make(
                name + ".mp4",
                "-f lavfi -i testsrc=size=%s:rate=30:duration=%d".formatted(size, seconds)
                        + " -f lavfi -i sine=frequency=440:duration=%d".formatted(seconds)
                        + " -c:v %s -b:v 600k -c:a aac -shortest ".formatted(FFMPEG.h264Encoder())
                        + String.join(" ", more));
    }

    private static synchronized Path make(String name, String arguments) {
        var file = FOLDER.resolve(name);
        if (Files.notExists(file)) {
            try {
                Files.createDirectories(FOLDER);
                var words = new ArrayList<>(List.of("-v", "error", "-y"));
                words.addAll(List.of(arguments.strip().split("\\s+")));
                words.add(file.toString());
                var result = FFMPEG.run(words, DEADLINE, _ -> {});
                assertThat(result.succeeded()).as(result.errors()).isTrue();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
        return file;
    }

    private static Path write(String name, byte[] content) {
        try {
            Files.createDirectories(FOLDER);
            return Files.write(FOLDER.resolve(name), content);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Ffmpeg locate() {
        try {
            return Ffmpeg.locate(FFMPEG_CACHE);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
