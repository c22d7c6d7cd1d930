package video.divine.media.standalone;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** {@code sample-video FILE}: six seconds to upload, for people who have no video at hand. */
final class SampleVideo {
    private static final int MISUSED = 2;

    private SampleVideo() {}

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        if (arguments.size() != 1) {
            err.println("usage: sample-video FILE.mp4");
            return MISUSED;
        }
        return make(Path.of(arguments.getFirst()), out, err);
    }

    private static int make(Path file, PrintStream out, PrintStream err) {
        throw new UnsupportedOperationException();
    }
}
