package video.divine.media.simulator.upload;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import video.divine.media.simulator.api.Decoded;
import video.divine.media.simulator.api.Refusal;
import video.divine.media.simulator.quota.AccountQuota;
import video.divine.media.simulator.storage.DurableFile;
import video.divine.media.simulator.transcode.Probe;
import video.divine.media.simulator.transcode.Prober;
import video.divine.media.simulator.transcode.Transcoder;
import video.divine.media.simulator.video.FailureReason;
import video.divine.media.simulator.video.Source;
import video.divine.media.simulator.video.Video;
import video.divine.media.simulator.video.VideoCatalogue;
import video.divine.media.simulator.video.VideoFiles;
import video.divine.media.simulator.video.VideoOptions;
import video.divine.media.simulator.video.VideoStatus;
import video.divine.media.simulator.webhook.FinishedVideos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Hands a file that has arrived whole to its video. Every call blocks. */
public final class Acceptance {
    private static final Logger log = LoggerFactory.getLogger(Acceptance.class);

    private final VideoCatalogue catalogue;
    private final AccountQuota quota;
    private final VideoFiles files;
    private final Prober prober;
    private final Transcoder transcoder;
    private final FinishedVideos finished;
    private final InstantSource clock;

    public Acceptance(
            VideoCatalogue catalogue,
            AccountQuota quota,
            VideoFiles files,
            Prober prober,
            Transcoder transcoder,
            FinishedVideos finished,
            InstantSource clock) {
        this.catalogue = catalogue;
        this.quota = quota;
        this.files = files;
        this.prober = prober;
        this.transcoder = transcoder;
        this.finished = finished;
        this.clock = clock;
    }

    /** Uses the link up, and queues the video unless the file is none. */
    public Verdict accept(String uid, Incoming incoming) throws IOException {
        return accept(uid, incoming.file(), incoming.complete());
    }

    /**
     * As above, for a file that is on the disk.
     *
     * @param file left where it is if it is no video
     * @param size bytes
     */
    public Verdict accept(String uid, Path file, long size) throws IOException {
        return switch (prober.probe(file)) {
            case Probe.NotVideo() -> refuse(uid, size);
            // Its bytes do look like a video: that it is broken is found when it is processed.
            case Probe.Malformed() -> queue(uid, file, Source.unreadable(size));
            case Probe.Interrupted(var errors) -> {
                log.warn("the upload of video {} could not be looked at: {}", uid, errors);
                yield new Verdict.Undecided();
            }
            case Probe.Playable(_, var width, var height, var duration, _) ->
                    queue(uid, file, new Source(size, duration, width, height));
        };
    }

    /** Makes a queued video of the file, or none if it is no video or there is no room for it. */
    Decoded<Video> admit(String uid, VideoOptions options, Incoming incoming) throws IOException {
        var size = incoming.complete();
        return switch (prober.probe(incoming.file())) {
            case Probe.NotVideo() -> new Decoded.Refused<>(Refusal.notVideo());
            case Probe.Malformed() -> admit(uid, options, incoming.file(), Source.unreadable(size));
            case Probe.Interrupted(var errors) -> {
                log.warn("an upload could not be looked at: {}", errors);
                yield new Decoded.Refused<>(Refusal.internal());
            }
            case Probe.Playable(_, var width, var height, var duration, _) ->
                    admit(uid, options, incoming.file(), new Source(size, duration, width, height));
        };
    }

    private Decoded<Video> admit(String uid, VideoOptions options, Path file, Source source)
            throws IOException {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var video = Video.uploaded(uid, now, options, source);
        // A folder without a video, as a crash leaves it here, is dropped by the next start.
        take(uid, file);
        var shortage = quota.admit(video);
        if (shortage.isPresent()) {
            files.drop(uid);
            return new Decoded.Refused<>(Refusal.of(shortage.get()));
        }
        log.info("video {} uploaded, {} bytes", uid, source.size());
        transcoder.enqueue(uid);
        return new Decoded.Accepted<>(video);
    }

    private Verdict queue(String uid, Path file, Source source) {
        var claimed = claim(uid, source, () -> take(uid, file));
        if (claimed.isEmpty()) {
            return new Verdict.Refused(late(uid));
        }
        log.info("video {} uploaded, {} bytes", uid, source.size());
        transcoder.enqueue(uid);
        return new Verdict.Taken();
    }

    private Verdict refuse(String uid, long size) {
        // After a crash between the two writes the queue finds no file and ends it alike.
        if (claim(uid, Source.unreadable(size), () -> {}).isEmpty()) {
            return new Verdict.Refused(late(uid));
        }
        finished.failed(uid, FailureReason.ERR_NON_VIDEO);
        log.info("video {} ended in {} at upload", uid, FailureReason.ERR_NON_VIDEO);
        return new Verdict.Refused(Refusal.notVideo());
    }

    /** The file moves inside the change, so of two uploads to one link only the first one does. */
    private Optional<Video> claim(String uid, Source source, Runnable taking) {
        return catalogue.change(
                uid,
                video -> {
                    if (!awaitsFile(video.status())) {
                        return Optional.empty();
                    }
                    taking.run();
                    return Optional.of(
                            video.withUpload(clock.instant().truncatedTo(ChronoUnit.MICROS), source)
                                    .withStatus(new VideoStatus.Queued()));
                });
    }

    private static boolean awaitsFile(VideoStatus status) {
        return switch (status) {
            case VideoStatus.PendingUpload _, VideoStatus.Downloading _ -> true;
            case VideoStatus.Queued _,
                    VideoStatus.InProgress _,
                    VideoStatus.Ready _,
                    VideoStatus.Failed _ ->
                    false;
        };
    }

    private void take(String uid, Path file) {
        try {
            Files.createDirectories(files.folder(uid));
            DurableFile.move(file, files.source(uid));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Someone else used the link, or deleted the video, while this upload ran. */
    private Refusal late(String uid) {
        return catalogue.find(uid).isPresent() ? Refusal.alreadyUploaded() : Refusal.notFound();
    }
}
