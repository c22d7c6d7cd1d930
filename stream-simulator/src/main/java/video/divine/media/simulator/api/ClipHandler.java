package video.divine.media.simulator.api;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import tools.jackson.databind.node.ObjectNode;

import video.divine.media.simulator.quota.AccountQuota;
import video.divine.media.simulator.storage.DurableFile;
import video.divine.media.simulator.transcode.Transcoder;
import video.divine.media.simulator.video.Clip;
import video.divine.media.simulator.video.Identifiers;
import video.divine.media.simulator.video.Video;
import video.divine.media.simulator.video.VideoCatalogue;
import video.divine.media.simulator.video.VideoFiles;
import video.divine.media.simulator.video.VideoOptions;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * {@code POST /stream/clip}: a new video that is a part of another. It takes over nothing of what
 * the other is set to: what the request does not name has its default.
 */
public final class ClipHandler {
    private static final Logger log = LoggerFactory.getLogger(ClipHandler.class);

    private final VideoCatalogue catalogue;
    private final AccountQuota quota;
    private final VideoFiles videoFiles;
    private final VideoObject videoObject;
    private final VideoOptionsReader reader;
    private final Transcoder transcoder;
    private final InstantSource clock;
    private final Scheduler files;
    private final Identifiers identifiers = new Identifiers();

    public ClipHandler(
            VideoCatalogue catalogue,
            AccountQuota quota,
            VideoFiles videoFiles,
            VideoObject videoObject,
            VideoOptionsReader reader,
            Transcoder transcoder,
            InstantSource clock,
            Scheduler files) {
        this.catalogue = catalogue;
        this.quota = quota;
        this.videoFiles = videoFiles;
        this.videoObject = videoObject;
        this.reader = reader;
        this.transcoder = transcoder;
        this.clock = clock;
        this.files = files;
    }

    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route().POST(StreamApi.STREAM + "/clip", this::create).build();
    }

    private Mono<ServerResponse> create(ServerRequest request) {
        var creator =
                Optional.ofNullable(request.headers().firstHeader(VideoFields.CREATOR_HEADER));
        return JsonBody.read(
                request,
                body ->
                        Mono.fromCallable(() -> created(body, creator))
                                .subscribeOn(files)
                                .flatMap(
                                        answer ->
                                                answer.fold(
                                                        video ->
                                                                Envelope.success(
                                                                        videoObject.render(video)),
                                                        Envelope::refused)));
    }

    private Decoded<Video> created(ObjectNode body, Optional<String> creator) throws IOException {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return switch (clip(body)) {
            case Decoded.Refused<Clip>(var refusal) -> new Decoded.Refused<>(refusal);
            case Decoded.Accepted<Clip>(var clip) ->
                    switch (reader.clip(body, clip.seconds(), creator, now)) {
                        case Decoded.Refused<VideoOptions>(var refusal) ->
                                new Decoded.Refused<>(refusal);
                        case Decoded.Accepted<VideoOptions>(var options) -> add(clip, options, now);
                    };
        };
    }

    private Decoded<Clip> clip(ObjectNode body) {
        var fields = new Fields(body);
        fields.require("clippedFromVideoUID");
        fields.require("startTimeSeconds");
        fields.require("endTimeSeconds");
        var from = fields.text("clippedFromVideoUID", 64);
        var start = fields.integer("startTimeSeconds", 0, Integer.MAX_VALUE);
        var end = fields.integer("endTimeSeconds", 0, Integer.MAX_VALUE);
        if (start.isPresent() && end.isPresent() && start.get() >= end.get()) {
            fields.refuse("endTimeSeconds must be after startTimeSeconds");
        }
        return fields.decoded(
                () -> new Clip(from.orElseThrow(), start.orElseThrow(), end.orElseThrow()));
    }

    private Decoded<Video> add(Clip clip, VideoOptions options, Instant now) throws IOException {
        var original = catalogue.find(clip.from());
        if (original.isEmpty()) {
            return new Decoded.Refused<>(Refusal.notFound());
        }
        var whole = original.get();
        if (!whole.status().readyToStream()) {
            return new Decoded.Refused<>(Refusal.invalid("the video to clip is not ready"));
        }
        // The last second may be begun only: a video of 5.9 s ends within its sixth.
        if (clip.endSeconds() > Math.ceil(whole.source().duration())
                || clip.startSeconds() >= whole.source().duration()) {
            return new Decoded.Refused<>(
                    Refusal.invalid(
                            "the clip must lie within the "
                                    + whole.source().duration()
                                    + " seconds of the video"));
        }
        var video = Video.uploaded(identifiers.uid(), now, options, whole.source().part(clip));
        try {
            keep(videoFiles.source(whole.uid()), video.uid());
        } catch (NoSuchFileException deletedMeanwhile) {
            videoFiles.drop(video.uid());
            return new Decoded.Refused<>(Refusal.notFound());
        }
        var shortage = quota.admit(video);
        if (shortage.isPresent()) {
            videoFiles.drop(video.uid());
            return new Decoded.Refused<>(Refusal.of(shortage.get()));
        }
        log.info("video {} is clipped from {}", video.uid(), whole.uid());
        transcoder.enqueue(video.uid());
        return new Decoded.Accepted<>(video);
    }

    /** Whatever becomes of the other video, its source is there until the clip is cut. */
    private void keep(Path source, String uid) throws IOException {
        Files.createDirectories(videoFiles.folder(uid));
        try {
            Files.createLink(videoFiles.uncut(uid), source);
        } catch (NoSuchFileException deletedMeanwhile) {
            throw deletedMeanwhile;
        } catch (FileSystemException | UnsupportedOperationException noLinksHere) {
            Files.copy(source, videoFiles.uncut(uid));
            DurableFile.sync(videoFiles.uncut(uid));
        }
        DurableFile.sync(videoFiles.folder(uid));
    }
}
