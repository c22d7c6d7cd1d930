package video.divine.media.simulator.transcode;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import video.divine.media.simulator.ffmpeg.Ffmpeg;
import video.divine.media.simulator.ffmpeg.ToolRun;
import video.divine.media.simulator.storage.DurableFile;
import video.divine.media.simulator.storage.FileTree;
import video.divine.media.simulator.video.FailureReason;
import video.divine.media.simulator.video.Video;
import video.divine.media.simulator.video.VideoCatalogue;
import video.divine.media.simulator.video.VideoFiles;
import video.divine.media.simulator.video.VideoStatus;
import video.divine.media.simulator.webhook.FinishedVideos;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Takes one video from queued through inprogress to ready or error. */
public final class Transcoding {
    private static final Logger log = LoggerFactory.getLogger(Transcoding.class);

    /** Stream's lower bound, ERR_DURATION_TOO_SHORT below it. */
    private static final double SHORTEST_SECONDS = 0.1;

    /**
     * How one attempt ended; {@code Dropped} leaves the state to the next start or the deletion.
     */
    private sealed interface Outcome {
        record Playable() implements Outcome {}

        record Failed(FailureReason reason, String detail) implements Outcome {}

        record Dropped() implements Outcome {}
    }

    private final VideoCatalogue catalogue;
    private final VideoFiles files;
    private final FinishedVideos finished;
    private final Prober prober;
    private final Encoder encoder;

    public Transcoding(
            VideoCatalogue catalogue, VideoFiles files, FinishedVideos finished, Ffmpeg ffmpeg) {
        this.catalogue = catalogue;
        this.files = files;
        this.finished = finished;
        this.prober = new Prober(ffmpeg);
        this.encoder = new Encoder(ffmpeg);
    }

    void transcode(String uid, Consumer<ToolRun> started, BooleanSupplier wanted) {
        var begun = catalogue.change(uid, Transcoding::begun);
        if (begun.isEmpty()) {
            return;
        }
        var start = System.nanoTime();
        switch (attempt(begun.get(), started, wanted)) {
            case Outcome.Playable() -> {
                finished.ready(uid);
                log.info(
                        "video {} ready after {} ms", uid, (System.nanoTime() - start) / 1_000_000);
            }
            case Outcome.Failed(var reason, var detail) -> {
                finished.failed(uid, reason);
                log.info("video {} ended in {}: {}", uid, reason, detail);
            }
            case Outcome.Dropped() -> log.info("video {} is no longer worked on", uid);
        }
    }

    private static Optional<Video> begun(Video video) {
        return video.status() instanceof VideoStatus.Queued
                ? Optional.of(video.withStatus(new VideoStatus.InProgress(0)))
                : Optional.empty();
    }

    private Outcome attempt(Video video, Consumer<ToolRun> started, BooleanSupplier wanted) {
        try {
            var source = files.source(video.uid());
            return switch (prober.probe(source)) {
                case Probe.NotVideo() ->
                        new Outcome.Failed(FailureReason.ERR_NON_VIDEO, "no picture");
                case Probe.Malformed() ->
                        new Outcome.Failed(FailureReason.ERR_MALFORMED_VIDEO, "no index");
                case Probe.Playable probe -> {
                    var duration =
                            probe.duration() > 0
                                    ? Optional.of(probe.duration())
                                    : prober.measure(source);
                    yield duration.isEmpty()
                            ? new Outcome.Failed(
                                    FailureReason.ERR_MALFORMED_VIDEO, "packets break off")
                            : encode(video, probe, duration.get(), started, wanted);
                }
            };
        } catch (IOException failure) {
            if (!wanted.getAsBoolean()) {
                return new Outcome.Dropped();
            }
            log.error("video {} could not be processed", video.uid(), failure);
            return new Outcome.Failed(FailureReason.ERR_UNKNOWN, String.valueOf(failure));
        }
    }

    private Outcome encode(
            Video video,
            Probe.Playable probe,
            double duration,
            Consumer<ToolRun> started,
            BooleanSupplier wanted)
            throws IOException {
        var uid = video.uid();
        catalogue.change(uid, v -> Optional.of(v.withSource(v.source().withDuration(duration))));
        if (duration < SHORTEST_SECONDS) {
            return new Outcome.Failed(FailureReason.ERR_DURATION_TOO_SHORT, duration + " s");
        }
        if (duration > video.options().maxDurationSeconds()) {
            return new Outcome.Failed(
                    FailureReason.ERR_DURATION_EXCEED_CONSTRAINT, duration + " s");
        }
        FileTree.empty(files.work(uid));
        var encoding =
                encoder.encode(
                        files.source(uid),
                        probe,
                        duration,
                        files.work(uid),
                        started,
                        percent -> catalogue.progress(uid, percent));
        return switch (encoding) {
            case Encoding.Finished() -> {
                publish(uid);
                yield new Outcome.Playable();
            }
            case Encoding.Malformed(var errors) ->
                    new Outcome.Failed(FailureReason.ERR_MALFORMED_VIDEO, errors);
            case Encoding.Interrupted(var errors) ->
                    wanted.getAsBoolean()
                            ? new Outcome.Failed(FailureReason.ERR_UNKNOWN, errors)
                            : new Outcome.Dropped();
        };
    }

    /** What is there already was published by a run that died before it could say so. */
    private void publish(String uid) throws IOException {
        FileTree.delete(files.manifest(uid));
        Files.createDirectories(files.thumbnails(uid));
        DurableFile.move(files.work(uid), files.manifest(uid));
    }
}
