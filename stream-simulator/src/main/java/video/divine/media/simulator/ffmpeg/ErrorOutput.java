package video.divine.media.simulator.ffmpeg;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a tool wrote to its error stream.
 *
 * @param errors the end of it without what is no error, in one line
 * @param signalled whether it says that a signal made it stop
 */
record ErrorOutput(String errors, boolean signalled) {
    /**
     * What every ffmpeg run is started with. Only its last words tell a run that was interrupted
     * from one whose input is broken: both can end in 183 or 255 (libavutil's EPERM and every -1),
     * and they are written at the level {@code info}.
     */
    static final List<String> OPTIONS = List.of("-hide_banner", "-nostats", "-v", "level+info");

    private static final int KEPT_LINES = 20;

    /** What the loader says about the stand-ins of {@link BundledFfmpeg}; expected, no error. */
    private static final String LOADER_NOISE = "no version information available";

    /** Whole lines, as the metadata of the input is written there, too. */
    private static final Pattern LAST_WORDS =
            Pattern.compile(
                    "(?:\\[info] )?Exiting normally, received signal \\d+\\."
                            + "|Received > \\d+ system signals, hard exiting");

    /** The level stands first, or behind the part of ffmpeg that speaks. */
    private static final Pattern NO_ERROR =
            Pattern.compile("(?:\\[[^]]* @ [^]]*] )?\\[(?:info|warning)] .*");

    /** Reads to the end of the stream, which is that of the process. */
    static ErrorOutput read(BufferedReader stream) {
        var kept = new ArrayDeque<String>();
        var signalled = false;
        try (stream) {
            for (var line = stream.readLine(); line != null; line = stream.readLine()) {
                signalled |= LAST_WORDS.matcher(line).matches();
                if (!isNoise(line)) {
                    kept.addLast(line);
                }
                if (kept.size() > KEPT_LINES) {
                    kept.removeFirst();
                }
            }
        } catch (IOException broken) {
            kept.addLast("(error stream broke off)");
        }
        return new ErrorOutput(kept.stream().collect(Collectors.joining("; ")), signalled);
    }

    private static boolean isNoise(String line) {
        return line.contains(LOADER_NOISE) || NO_ERROR.matcher(line).matches();
    }
}
