package video.divine.media.simulator.clip;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import video.divine.media.simulator.quota.AccountQuota;
import video.divine.media.simulator.quota.Shortage;
import video.divine.media.simulator.storage.DurableFile;
import video.divine.media.simulator.storage.HardLink;
import video.divine.media.simulator.transcode.Transcoder;
import video.divine.media.simulator.video.Clip;
import video.divine.media.simulator.video.Identifiers;
import video.divine.media.simulator.video.Video;
import video.divine.media.simulator.video.VideoCatalogue;
import video.divine.media.simulator.video.VideoFiles;
import video.divine.media.simulator.video.VideoOptions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Makes clips, which are cut where videos are encoded. */
public final class Clips {
    private static final Logger log = LoggerFactory.getLogger(Clips.class);

    /** What has come of a wish for a clip. */
    public sealed interface Outcome {
        record Begun(Video video) implements Outcome {}

        /** There is no such video. */
        record NoOriginal() implements Outcome {}

        record OriginalNotReady() implements Outcome {}

        /**
         * The clip would not lie within the video.
         *
         * @param seconds of that video
         */
        record Outside(double seconds) implements Outcome {}

        record NoRoom(Shortage shortage) implements Outcome {}
    }

    private final VideoCatalogue catalogue;
    private final AccountQuota quota;
    private final VideoFiles files;
    private final Transcoder transcoder;
    private final Identifiers identifiers = new Identifiers();

    public Clips(
            VideoCatalogue catalogue, AccountQuota quota, VideoFiles files, Transcoder transcoder) {
        this.catalogue = catalogue;
        this.quota = quota;
        this.files = files;
        this.transcoder = transcoder;
    }

    /** Makes the video and queues it, or says why not. Blocks. */
    public Outcome begin(Clip clip, VideoOptions options, Instant now) throws IOException {
        var original = catalogue.find(clip.from());
        if (original.isEmpty()) {
            return new Outcome.NoOriginal();
        }
        var whole = original.get();
        if (!whole.status().readyToStream()) {
            return new Outcome.OriginalNotReady();
        }
        var seconds = whole.source().duration();
        // The last second may be begun only: a video of 5.9 s ends within its sixth.
        if (clip.endSeconds() > Math.ceil(seconds) || clip.startSeconds() >= seconds) {
            return new Outcome.Outside(seconds);
        }
        return begin(Video.uploaded(identifiers.uid(), now, options, whole.source().part(clip)));
    }

    private Outcome begin(Video video) throws IOException {
        var original = video.source().clip().orElseThrow().from();
        try {
            keep(files.source(original), video.uid());
        } catch (NoSuchFileException deletedMeanwhile) {
            files.drop(video.uid());
            return new Outcome.NoOriginal();
        } catch (IOException failure) {
            files.drop(video.uid());
            throw failure;
        }
        Optional<Shortage> shortage = quota.admit(video);
        if (shortage.isPresent()) {
            files.drop(video.uid());
            return new Outcome.NoRoom(shortage.get());
        }
        log.info("video {} is clipped from {}", video.uid(), original);
        transcoder.enqueue(video.uid());
        return new Outcome.Begun(video);
    }

    /** Whatever becomes of the other video, its source is there until the clip is cut. */
    private void keep(Path source, String uid) throws IOException {
        Files.createDirectories(files.folder(uid));
        var uncut = files.uncut(uid);
        if (!HardLink.createOrCopy(uncut, source)) {
            DurableFile.sync(uncut);
        }
        DurableFile.sync(files.folder(uid));
    }
}
