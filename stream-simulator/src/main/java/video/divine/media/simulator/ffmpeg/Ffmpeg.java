package video.divine.media.simulator.ffmpeg;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * An ffmpeg and its ffprobe that were seen to run here and to encode H.264.
 *
 * @param ffmpeg the executable
 * @param ffprobe the executable
 * @param environment what their processes need besides ours
 * @param h264Encoder {@code libx264} where there is one, else {@code libopenh264}
 */
public record Ffmpeg(
        Path ffmpeg, Path ffprobe, Map<String, String> environment, String h264Encoder) {
    private static final Logger log = LoggerFactory.getLogger(Ffmpeg.class);

    /** In order of preference. Hardware encoders are listed on machines without the hardware. */
    private static final List<String> H264_ENCODERS = List.of("libx264", "libopenh264");

    private static final Duration VERSION_DEADLINE = Duration.ofSeconds(20);

    public Ffmpeg {
        environment = Map.copyOf(environment);
    }

    /**
     * The first that works of: ffmpeg on the PATH, the one from the class path. Blocks; the first
     * call extracts some 65 MB into {@code cacheDirectory}, later ones find them there.
     *
     * @throws IllegalStateException if none can be used here, saying why
     */
    public static Ffmpeg locate(Path cacheDirectory) throws IOException {
        var installed = onPath(System.getenv("PATH"));
        return installed.isPresent() ? installed.get() : bundled(cacheDirectory);
    }

    /** The one installed on this machine, if it has ffprobe beside it and encodes H.264. */
    public static Optional<Ffmpeg> onPath(String searchPath) {
        for (var folder : searchPath.split(File.pathSeparator, -1)) {
            var candidate = Path.of(folder, "ffmpeg");
            if (Files.isExecutable(candidate)) {
                var usable = inspect(candidate, Map.of());
                if (usable.isPresent()) {
                    return usable;
                }
                log.warn("ffmpeg at {} is passed over: no ffprobe or no H.264 encoder", candidate);
            }
        }
        return Optional.empty();
    }

    /**
     * An executable named by the operator, with ffprobe in the same folder.
     *
     * @throws IllegalStateException if it cannot be used
     */
    public static Ffmpeg at(Path executable) {
        return inspect(executable, Map.of())
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "Expected an ffmpeg that encodes H.264, with ffprobe"
                                                + " beside it, at "
                                                + executable
                                                + ", but there is none"));
    }

    /**
     * The one from the class path, extracted into {@code cacheDirectory}.
     *
     * @throws IllegalStateException if there is none for this platform or it does not run here
     */
    public static Ffmpeg bundled(Path cacheDirectory) throws IOException {
        var folder = BundledFfmpeg.extract(cacheDirectory);
        return folder.flatMap(
                        found ->
                                inspect(
                                        found.resolve("ffmpeg"),
                                        Map.of("LD_LIBRARY_PATH", found.toString())))
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "Expected an ffmpeg with an H.264 encoder on the PATH, but"
                                                + " there is none, and the bundled one "
                                                + (folder.isPresent()
                                                        ? "does not run here"
                                                        : "is for Linux on x86-64 only")));
    }

    /** A process of ffmpeg with these arguments, not yet started; how much it logs is set here. */
    public ProcessBuilder ffmpegCommand(List<String> arguments) {
        var all = Stream.concat(ErrorOutput.OPTIONS.stream(), arguments.stream()).toList();
        return command(ffmpeg, all, environment);
    }

    /** A process of ffprobe with these arguments, not yet started. */
    public ProcessBuilder ffprobeCommand(List<String> arguments) {
        return command(ffprobe, arguments, environment);
    }

    /** Runs ffmpeg to its end and hands over its output line by line; blocks. */
    public ToolResult run(List<String> arguments, Duration deadline, Consumer<String> output)
            throws IOException {
        return ToolRun.start(ffmpegCommand(arguments)).await(deadline, output);
    }

    /** Runs ffprobe to its end and hands over its output line by line; blocks. */
    public ToolResult probe(List<String> arguments, Duration deadline, Consumer<String> output)
            throws IOException {
        return ToolRun.start(ffprobeCommand(arguments)).await(deadline, output);
    }

    private static Optional<Ffmpeg> inspect(Path ffmpeg, Map<String, String> environment) {
        var ffprobe = ffmpeg.resolveSibling("ffprobe");
        if (!Files.isExecutable(ffmpeg) || !Files.isExecutable(ffprobe)) {
            return Optional.empty();
        }
        var encoders = lines(ffmpeg, List.of("-hide_banner", "-encoders"), environment);
        var probes = !lines(ffprobe, List.of("-version"), environment).isEmpty();
        return H264_ENCODERS.stream()
                .filter(encoder -> encoders.stream().anyMatch(l -> l.contains(" " + encoder + " ")))
                .findFirst()
                .filter(_ -> probes)
                .map(encoder -> new Ffmpeg(ffmpeg, ffprobe, environment, encoder));
    }

    private static List<String> lines(
            Path executable, List<String> arguments, Map<String, String> environment) {
        var output = new ArrayList<String>();
        try {
            var result =
                    ToolRun.start(command(executable, arguments, environment))
                            .await(VERSION_DEADLINE, output::add);
            if (!result.succeeded()) {
                log.warn("{} does not run here: {}", executable, result.errors());
                return List.of();
            }
        } catch (IOException notExecutable) {
            log.warn("{} does not run here: {}", executable, notExecutable.getMessage());
            return List.of();
        }
        return output;
    }

    private static ProcessBuilder command(
            Path executable, List<String> arguments, Map<String, String> environment) {
        var words = new ArrayList<String>();
        words.add(executable.toString());
        words.addAll(arguments);
        var builder = new ProcessBuilder(words);
        builder.environment().putAll(environment);
        return builder;
    }
}
