package video.divine.media.simulator;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.scheduler.Scheduler;

import video.divine.media.simulator.api.CaptionHandler;
import video.divine.media.simulator.api.ClipHandler;
import video.divine.media.simulator.api.DirectUploadHandler;
import video.divine.media.simulator.api.DownloadHandler;
import video.divine.media.simulator.api.EmbedHandler;
import video.divine.media.simulator.api.KeyHandler;
import video.divine.media.simulator.api.PlaybackTokenHandler;
import video.divine.media.simulator.api.StorageHandler;
import video.divine.media.simulator.api.StreamApi;
import video.divine.media.simulator.api.VideoHandler;
import video.divine.media.simulator.api.VideoObject;
import video.divine.media.simulator.api.VideoOptionsReader;
import video.divine.media.simulator.api.WebhookHandler;
import video.divine.media.simulator.captions.Captions;
import video.divine.media.simulator.clip.Clips;
import video.divine.media.simulator.control.FaultRoutes;
import video.divine.media.simulator.copy.Copies;
import video.divine.media.simulator.copy.CopyHandler;
import video.divine.media.simulator.delivery.Delivery;
import video.divine.media.simulator.downloads.Downloads;
import video.divine.media.simulator.fault.Faults;
import video.divine.media.simulator.ffmpeg.Ffmpeg;
import video.divine.media.simulator.quota.AccountQuota;
import video.divine.media.simulator.retention.ScheduledDeletions;
import video.divine.media.simulator.signing.PlaybackTokens;
import video.divine.media.simulator.signing.SigningKeys;
import video.divine.media.simulator.storage.FileTree;
import video.divine.media.simulator.transcode.EncodedOnce;
import video.divine.media.simulator.transcode.Prober;
import video.divine.media.simulator.transcode.Transcoder;
import video.divine.media.simulator.tus.TusCreation;
import video.divine.media.simulator.tus.TusHandler;
import video.divine.media.simulator.tus.TusLinks;
import video.divine.media.simulator.tus.TusUploads;
import video.divine.media.simulator.upload.Acceptance;
import video.divine.media.simulator.upload.UploadHandler;
import video.divine.media.simulator.video.UploadLink;
import video.divine.media.simulator.video.Video;
import video.divine.media.simulator.video.VideoCatalogue;
import video.divine.media.simulator.video.VideoFiles;
import video.divine.media.simulator.video.VideoState;
import video.divine.media.simulator.video.VideoStatus;
import video.divine.media.simulator.webhook.EarlyNotices;
import video.divine.media.simulator.webhook.FinishedVideos;
import video.divine.media.simulator.webhook.NoticeSender;
import video.divine.media.simulator.webhook.Subscriptions;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What a simulator is made of, put together; what has to be closed is handed over as it starts. */
final class Assembly {
    private static final Logger log = LoggerFactory.getLogger(Assembly.class);

    private static final Set<VideoState> UNFINISHED =
            EnumSet.of(VideoState.QUEUED, VideoState.IN_PROGRESS);

    private final SimulatorSettings settings;
    private final Faults faults;
    private final Consumer<Closeable> running;

    private final Path directory;
    private final InstantSource clock;
    private final URI deliveryBase;
    private final URI uploadBase;
    private final Ffmpeg ffmpeg;
    private final VideoFiles videoFiles;
    private final VideoCatalogue catalogue;
    private final Subscriptions subscriptions;
    private final AccountQuota quota;
    private final VideoObject videoObject;
    private final VideoOptionsReader reader;
    private final Scheduler files;
    private final Scheduler tools;
    private final Scheduler images;
    private final NoticeSender sender;
    private final EarlyNotices earlyNotices;
    private final FinishedVideos finished;
    private final Transcoder transcoder;
    private final Acceptance acceptance;
    private final UploadHandler uploads;
    private final TusUploads tus;
    private final Copies copies;
    private final Downloads downloads;

    /**
     * Nothing of an earlier run goes on yet.
     *
     * @param baseUri where the simulator is reached unless the settings say otherwise
     * @param running takes what has to be closed, the last first
     */
    Assembly(SimulatorSettings settings, URI baseUri, Consumer<Closeable> running)
            throws IOException {
        this.settings = settings;
        this.running = running;
        directory = settings.dataDirectory();
        clock = settings.clock();
        deliveryBase = settings.deliveryBaseUrl().orElse(baseUri);
        uploadBase = settings.uploadBaseUrl().orElse(baseUri);
        ffmpeg = ffmpeg();
        videoFiles = VideoFiles.open(directory);
        catalogue = VideoCatalogue.load(videoFiles, clock);
        faults = new Faults(settings.conditions().faults(), catalogue::latestOrdinal);
        subscriptions = subscriptions();
        quota = new AccountQuota(catalogue, settings.conditions().accountLimits(), clock);
        videoObject = new VideoObject(deliveryBase);
        reader = new VideoOptionsReader(settings.uploadLimits(), this::longestExpiry);
        files = scheduler("simulator-files", 4);
        tools = scheduler("simulator-tools", 2);
        images = scheduler("simulator-images", 1);
        sender =
                new NoticeSender(
                        catalogue, subscriptions, settings.webhookRetries(), faults, clock);
        running.accept(sender::close);
        earlyNotices = new EarlyNotices(catalogue, faults, videoObject::text, sender);
        finished = new FinishedVideos(catalogue, subscriptions, videoObject::text, faults, sender);
        var once = encodedOnce();
        transcoder = transcoder(once);
        running.accept(transcoder::close);
        acceptance =
                new Acceptance(
                        catalogue,
                        quota,
                        videoFiles,
                        new Prober(ffmpeg, once),
                        transcoder,
                        finished,
                        clock);
        uploads =
                new UploadHandler(
                        catalogue,
                        videoFiles,
                        acceptance,
                        videoObject,
                        settings.uploadLimits().largestFile(),
                        clock,
                        files,
                        tools);
        tus =
                new TusUploads(
                        catalogue,
                        quota,
                        videoFiles,
                        acceptance,
                        settings.tusLimits(),
                        files,
                        tools);
        running.accept(tus::close);
        copies =
                new Copies(
                        catalogue,
                        quota,
                        videoFiles,
                        acceptance,
                        finished,
                        settings.copyLimits(),
                        settings.transcodeRepeats());
        running.accept(copies::close);
        downloads = new Downloads(catalogue, videoFiles, ffmpeg);
        running.accept(downloads::close);
    }

    /** All there is to ask for. */
    RouterFunction<ServerResponse> routes() throws IOException {
        var keys = SigningKeys.load(directory.resolve("signing-keys.json"), clock);
        var tokens = new PlaybackTokens(keys, clock);
        var captions = new Captions(catalogue, videoFiles, clock);
        var features =
                RouterFunctions.route()
                        .add(intake())
                        .add(new KeyHandler(keys, files).routes())
                        .add(
                                new PlaybackTokenHandler(catalogue, keys, tokens, clock, files)
                                        .routes())
                        .add(new CaptionHandler(catalogue, captions, files).routes())
                        .add(
                                new DownloadHandler(catalogue, downloads, deliveryBase, files)
                                        .routes())
                        .add(new EmbedHandler(catalogue, deliveryBase).routes())
                        .add(new WebhookHandler(subscriptions, files).routes())
                        .add(new StorageHandler(quota, files).routes())
                        .add(videos().routes())
                        .build();
        return StreamApi.guarded(settings.account(), settings.token(), features)
                .and(uploads.routes())
                .and(new TusHandler(catalogue, tus, settings.tusLimits(), clock).routes())
                .and(FaultRoutes.of(faults))
                .and(
                        Delivery.routes(
                                catalogue,
                                videoFiles,
                                tokens,
                                captions,
                                downloads,
                                ffmpeg,
                                deliveryBase,
                                files,
                                images));
    }

    Faults faults() {
        return faults;
    }

    /** What an earlier run left half-done starts again from its beginning. */
    void resume() throws IOException {
        catalogue
                .all()
                .filter(video -> UNFINISHED.contains(video.status().state()))
                .sorted(Comparator.comparing(Video::modified))
                .map(Video::uid)
                .forEach(
                        uid -> {
                            // Not as bookkeeping: progress has moved `modified` on in memory only.
                            catalogue.change(
                                    uid,
                                    video ->
                                            Optional.of(
                                                    video.withStatus(new VideoStatus.Queued())));
                            log.info("video {} is queued again", uid);
                            transcoder.enqueue(uid);
                        });
        sender.resume();
        tus.resume();
        copies.resume();
        running.accept(ScheduledDeletions.start(catalogue, transcoder, clock)::close);
        downloads.resume();
    }

    private VideoHandler videos() {
        return new VideoHandler(
                catalogue, quota, this::isShown, videoObject, reader, transcoder, clock, files);
    }

    /** The account's ways to a new video. */
    private RouterFunction<ServerResponse> intake() {
        var tusCreation =
                new TusCreation(
                        tus, earlyNotices, reader, settings.tusLimits(), uploadBase, clock, files);
        var links = new DirectUploadHandler(quota, earlyNotices, reader, uploadBase, clock, files);
        var clips = new Clips(catalogue, quota, videoFiles, transcoder);
        return tusCreation
                .accountRoutes()
                .and(uploads.accountRoutes())
                .and(new CopyHandler(copies, videoObject, reader, clock, files).accountRoutes())
                .and(new ClipHandler(clips, videoObject, reader, clock, files).routes())
                .and(links.routes());
    }

    private Duration longestExpiry(UploadLink link) {
        return TusLinks.isOurs(link)
                ? settings.tusLimits().longestExpiry()
                : settings.uploadLimits().longestExpiry();
    }

    private boolean isShown(Video video) {
        var now = clock.instant();
        return !faults.hides(video.created(), now) && !ScheduledDeletions.isDue(video, now);
    }

    private Subscriptions subscriptions() throws IOException {
        var stored = Subscriptions.load(directory.resolve("webhook.json"), clock);
        if (settings.subscription().isPresent()) {
            var initial = settings.subscription().get();
            stored.subscribe(initial.notificationUrl(), initial.secret());
        }
        return stored;
    }

    private Transcoder transcoder(EncodedOnce once) {
        return new Transcoder(
                catalogue,
                videoFiles,
                finished,
                ffmpeg,
                once,
                settings.transcodeRepeats(),
                settings.conditions().stateTimes(),
                faults,
                settings.transcodeConcurrency());
    }

    private EncodedOnce encodedOnce() throws IOException {
        var folder = directory.resolve("encoded");
        if (settings.conditions().encodeOnce()) {
            return EncodedOnce.in(folder);
        }
        FileTree.delete(folder);
        return EncodedOnce.off();
    }

    private Ffmpeg ffmpeg() throws IOException {
        var located =
                settings.ffmpeg().isPresent()
                        ? settings.ffmpeg().get()
                        : Ffmpeg.locate(directory.resolve("ffmpeg"));
        log.info("encoding with {} of {}", located.h264Encoder(), located.ffmpeg());
        return located;
    }

    private Scheduler scheduler(String name, int threads) {
        var started = BlockingThreads.start(name, threads);
        running.accept(() -> BlockingThreads.end(started));
        return started;
    }
}
