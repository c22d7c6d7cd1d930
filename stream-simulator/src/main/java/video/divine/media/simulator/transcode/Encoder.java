package video.divine.media.simulator.transcode;

import video.divine.media.simulator.ffmpeg.Ffmpeg;
import video.divine.media.simulator.ffmpeg.ToolRun;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;

/** Runs ffmpeg over one source. */
final class Encoder {
    private static final Duration DEADLINE = Duration.ofHours(2);

    /** A source that decodes to less than this part of what it declares was cut off. */
    private static final double COMPLETE = 0.9;

    /** Containers round, and a last frame has no length of its own. */
    private static final double TOLERANCE_SECONDS = 0.5;

    private final Ffmpeg ffmpeg;
    private final EncodedOnce once;

    Encoder(Ffmpeg ffmpeg, EncodedOnce once) {
        this.ffmpeg = ffmpeg;
        this.once = once;
    }

    /**
     * Blocks until all renditions are written to {@code folder}.
     *
     * @param duration seconds
     * @param started receives the running process, for the one who may have to stop it
     * @param percent receives 0 to 100 as encoding goes on
     */
    Encoding encode(
            Path source,
            Probe.Playable probe,
            double duration,
            Path folder,
            Consumer<ToolRun> started,
            DoubleConsumer percent)
            throws IOException {
        var content = once.content(source);
        if (content.isEmpty()) {
            return run(source, probe, duration, folder, started, percent);
        }
        var lock = once.encoding(content.get());
        lock.lock();
        try {
            if (once.copyRenditions(content.get(), folder)) {
                return new Encoding.Finished();
            }
            var encoding = run(source, probe, duration, folder, started, percent);
            if (encoding instanceof Encoding.Finished) {
                once.keepRenditions(content.get(), folder);
            }
            return encoding;
        } finally {
            lock.unlock();
        }
    }

    private Encoding run(
            Path source,
            Probe.Playable probe,
            double duration,
            Path folder,
            Consumer<ToolRun> started,
            DoubleConsumer percent)
            throws IOException {
        var ladder = Ladder.of(probe.width(), probe.height());
        var arguments =
                EncodingCommand.arguments(
                        source,
                        probe,
                        ladder,
                        ffmpeg.h264Encoder(),
                        folder.resolve(Playlists.DASH));
        var run = ToolRun.start(ffmpeg.ffmpegCommand(arguments));
        started.accept(run);
        var progress = new Progress();
        var result = run.await(DEADLINE, progress.telling(duration, percent));
        if (result.timedOut()) {
            return new Encoding.TooSlow("not encoded within " + DEADLINE + ": " + result.errors());
        }
        if (result.interrupted()) {
            return new Encoding.Interrupted("ffmpeg: " + result);
        }
        if (!result.succeeded()) {
            return new Encoding.Malformed(result.errors());
        }
        if (progress.seconds() < duration * COMPLETE - TOLERANCE_SECONDS) {
            return new Encoding.Malformed(
                    "decoded " + progress.seconds() + " s of a declared " + duration + " s");
        }
        Playlists.finish(folder);
        return new Encoding.Finished();
    }
}
