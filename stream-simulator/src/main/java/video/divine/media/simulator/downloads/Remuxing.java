package video.divine.media.simulator.downloads;

import video.divine.media.simulator.ffmpeg.Ffmpeg;
import video.divine.media.simulator.ffmpeg.ToolRun;
import video.divine.media.simulator.storage.DurableFile;
import video.divine.media.simulator.transcode.Progress;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;

/**
 * Puts the segments of a video together into one file. Nothing is encoded again: they are no longer
 * the uploader's bytes, and that is all that Stream promises of a download.
 */
final class Remuxing {
    private static final Duration DEADLINE = Duration.ofMinutes(10);

    /** How it ended. */
    enum Outcome {
        MADE,
        FAILED,
        /** Somebody ended it, the machine or ourselves: that says nothing about the video. */
        BROKEN_OFF
    }

    private final Ffmpeg ffmpeg;

    Remuxing(Ffmpeg ffmpeg) {
        this.ffmpeg = ffmpeg;
    }

    /**
     * Blocks until the target is written and on the disk.
     *
     * @param playlist the master playlist, which we wrote ourselves
     * @param duration seconds
     * @param started receives the running process, for the one who may have to stop it
     * @param percent receives 0 to 100, about twice a second
     */
    Outcome make(
            Path playlist,
            DownloadKind kind,
            double duration,
            Path target,
            Consumer<ToolRun> started,
            DoubleConsumer percent)
            throws IOException {
        var run = ToolRun.start(ffmpeg.ffmpegCommand(arguments(playlist, kind, target)));
        started.accept(run);
        var result = run.await(DEADLINE, new Progress().telling(duration, percent));
        if (result.succeeded()) {
            DurableFile.sync(target);
            return Outcome.MADE;
        }
        return result.interrupted() && !result.timedOut() ? Outcome.BROKEN_OFF : Outcome.FAILED;
    }

    private static List<String> arguments(Path playlist, DownloadKind kind, Path target) {
        var arguments = new ArrayList<String>();
        arguments.addAll(List.of("-nostdin", "-y", "-xerror"));
        arguments.addAll(List.of("-protocol_whitelist", "file"));
        arguments.addAll(List.of("-i", "file:" + playlist.toAbsolutePath()));
        arguments.addAll(kind.streams());
        arguments.addAll(List.of("-c", "copy", "-map_metadata", "-1"));
        arguments.addAll(List.of("-movflags", "+faststart", "-f", "mp4"));
        arguments.addAll(List.of("-progress", "pipe:1", "file:" + target.toAbsolutePath()));
        return arguments;
    }
}
