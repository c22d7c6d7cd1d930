package video.divine.media.simulator.transcode;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import video.divine.media.simulator.fault.StuckState;
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
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Takes one video from queued through inprogress to ready or error. */
final class Transcoding {
    private static final Logger log = LoggerFactory.getLogger(Transcoding.class);

    /** Stream's lower bound, ERR_DURATION_TOO_SHORT below it. */
    private static final double SHORTEST_SECONDS = 0.1;

    /** How one attempt ended. */
    private sealed interface Outcome {
        record Playable() implements Outcome {}

        record Failed(FailureReason reason, String detail) implements Outcome {}

        /** The machine was in the way, or somebody who ended its programs; not the video. */
        record Undecided(String detail) implements Outcome {}
    }

    private final VideoCatalogue catalogue;
    private final VideoFiles files;
    private final FinishedVideos finished;
    private final StateHold hold;
    private final Prober prober;
    private final Encoder encoder;
    private final Cutter cutter;

    Transcoding(
            VideoCatalogue catalogue,
            VideoFiles files,
            FinishedVideos finished,
            StateHold hold,
            Ffmpeg ffmpeg,
            EncodedOnce once) {
        this.catalogue = catalogue;
        this.files = files;
        this.finished = finished;
        this.hold = hold;
        this.prober = new Prober(ffmpeg, once);
        this.encoder = new Encoder(ffmpeg, once);
        this.cutter = new Cutter(files, ffmpeg);
    }

    /**
     * Makes one attempt at a queued video; blocks. The video may stay in progress for longer.
     *
     * @param last whether an attempt that does not tell what the video is ends it all the same
     * @param started receives the running encoder, for the one who may have to stop it
     * @param wanted whether anybody still waits for the result; if not, an attempt that was broken
     *     off leaves the state to the next start or the deletion
     * @return whether the video is queued again, for another attempt
     */
    boolean transcode(String uid, boolean last, Consumer<ToolRun> started, BooleanSupplier wanted) {
        var begun = catalogue.change(uid, Transcoding::begun);
        if (begun.isEmpty()) {
            return false;
        }
        var stay = StateHold.Stay.begins(StuckState.IN_PROGRESS);
        return switch (attempt(begun.get(), started)) {
            case Outcome.Playable() -> {
                hold.afterwards(stay, () -> ready(uid, stay));
                yield false;
            }
            case Outcome.Failed(var reason, var detail) -> {
                hold.afterwards(stay, () -> fail(uid, reason, detail));
                yield false;
            }
            case Outcome.Undecided(var detail) -> {
                if (!wanted.getAsBoolean()) {
                    log.info("video {} is no longer worked on", uid);
                    yield false;
                }
                if (last) {
                    hold.afterwards(stay, () -> fail(uid, FailureReason.ERR_UNKNOWN, detail));
                    yield false;
                }
                log.warn("video {} is queued again: {}", uid, detail);
                yield catalogue.change(uid, Transcoding::queued).isPresent();
            }
        };
    }

    private void ready(String uid, StateHold.Stay stay) {
        finished.ready(uid);
        log.info("video {} ready after {} ms", uid, (System.nanoTime() - stay.since()) / 1_000_000);
    }

    private void fail(String uid, FailureReason reason, String detail) {
        finished.failed(uid, reason);
        log.info("video {} ended in {}: {}", uid, reason, detail);
    }

    private static Optional<Video> begun(Video video) {
        return video.status() instanceof VideoStatus.Queued
                ? Optional.of(video.withStatus(new VideoStatus.InProgress(0)))
                : Optional.empty();
    }

    private static Optional<Video> queued(Video video) {
        return Optional.of(video.withStatus(new VideoStatus.Queued()));
    }

    private Outcome attempt(Video video, Consumer<ToolRun> started) {
        try {
            var uncut = cut(video, started);
            if (uncut.isPresent()) {
                return uncut.get();
            }
            var source = files.source(video.uid());
            return switch (prober.probe(source)) {
                case Probe.NotVideo() ->
                        new Outcome.Failed(FailureReason.ERR_NON_VIDEO, "no picture");
                case Probe.Malformed() ->
                        new Outcome.Failed(FailureReason.ERR_MALFORMED_VIDEO, "no index");
                case Probe.Interrupted(var errors) -> new Outcome.Undecided(errors);
                case Probe.Playable probe when probe.duration() > 0 ->
                        encode(video, probe, probe.duration(), started);
                case Probe.Playable probe ->
                        switch (prober.measure(source)) {
                            case Measurement.Length(var seconds) ->
                                    encode(video, probe, seconds, started);
                            case Measurement.Malformed(var errors) ->
                                    new Outcome.Failed(FailureReason.ERR_MALFORMED_VIDEO, errors);
                            case Measurement.Interrupted(var errors) ->
                                    new Outcome.Undecided(errors);
                        };
            };
        } catch (IOException failure) {
            log.error("video {} could not be processed", video.uid(), failure);
            return new Outcome.Undecided(String.valueOf(failure));
        }
    }

    /** Sees to it that a clip has a source; nothing if that is there. */
    private Optional<Outcome> cut(Video video, Consumer<ToolRun> started) throws IOException {
        var uid = video.uid();
        var clip = video.source().clip();
        if (clip.isEmpty() || !cutter.isUncut(uid)) {
            return Optional.empty();
        }
        return switch (cutter.cut(uid, clip.get(), started)) {
            case Encoding.Finished() -> {
                var size = Files.size(files.source(uid));
                catalogue.change(uid, v -> Optional.of(v.withSource(v.source().withSize(size))));
                yield Optional.empty();
            }
            case Encoding.Malformed(var errors) ->
                    Optional.of(new Outcome.Failed(FailureReason.ERR_MALFORMED_VIDEO, errors));
            case Encoding.TooSlow(var errors) ->
                    Optional.of(new Outcome.Failed(FailureReason.ERR_UNKNOWN, errors));
            case Encoding.Interrupted(var errors) -> Optional.of(new Outcome.Undecided(errors));
        };
    }

    private Outcome encode(
            Video video, Probe.Playable probe, double duration, Consumer<ToolRun> started)
            throws IOException {
        var uid = video.uid();
        catalogue.change(uid, v -> Optional.of(v.withSource(v.source().withDuration(duration))));
        if (duration < SHORTEST_SECONDS) {
            return new Outcome.Failed(FailureReason.ERR_DURATION_TOO_SHORT, duration + " s");
        }
        if (!video.options().allows(duration)) {
            return new Outcome.Failed(
                    FailureReason.ERR_DURATION_EXCEED_CONSTRAINT, duration + " s");
        }
        var work = files.newWork(uid);
        try {
            return encode(uid, probe, duration, work, started);
        } finally {
            dropWork(uid);
        }
    }

    private Outcome encode(
            String uid, Probe.Playable probe, double duration, Path work, Consumer<ToolRun> started)
            throws IOException {
        var encoding =
                encoder.encode(
                        files.source(uid),
                        probe,
                        duration,
                        work,
                        started,
                        percent -> catalogue.progress(uid, percent));
        return switch (encoding) {
            case Encoding.Finished() -> {
                publish(uid, work);
                yield new Outcome.Playable();
            }
            case Encoding.Malformed(var errors) ->
                    new Outcome.Failed(FailureReason.ERR_MALFORMED_VIDEO, errors);
            case Encoding.TooSlow(var errors) ->
                    new Outcome.Failed(FailureReason.ERR_UNKNOWN, errors);
            case Encoding.Interrupted(var errors) -> new Outcome.Undecided(errors);
        };
    }

    /** What is there already was published by a run that died before it could say so. */
    private void publish(String uid, Path work) throws IOException {
        FileTree.delete(files.manifest(uid));
        Files.createDirectories(files.thumbnails(uid));
        DurableFile.move(work, files.manifest(uid));
    }

    /** Does not change how the attempt ended. */
    private void dropWork(String uid) {
        try {
            files.dropWork(uid);
        } catch (IOException failure) {
            // The next start drops it.
            log.warn("work of video {} is left over", uid, failure);
        }
    }
}
