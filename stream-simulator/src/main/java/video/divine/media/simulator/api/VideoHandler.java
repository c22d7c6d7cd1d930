package video.divine.media.simulator.api;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import video.divine.media.simulator.quota.AccountQuota;
import video.divine.media.simulator.transcode.Transcoder;
import video.divine.media.simulator.video.Video;
import video.divine.media.simulator.video.VideoCatalogue;
import video.divine.media.simulator.video.VideoCatalogue.Decision;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Get, list, edit and delete. */
public final class VideoHandler {
    private static final Logger log = LoggerFactory.getLogger(VideoHandler.class);

    private static final String ONE = StreamApi.STREAM + StreamApi.VIDEO;

    private final VideoCatalogue catalogue;
    private final AccountQuota quota;
    private final Predicate<Video> shown;
    private final VideoObject videoObject;
    private final VideoOptionsReader reader;
    private final Transcoder transcoder;
    private final InstantSource clock;
    private final Scheduler files;

    /**
     * @param shown what gets and lists are to show
     * @param files where all that blocks or looks at every video runs
     */
    public VideoHandler(
            VideoCatalogue catalogue,
            AccountQuota quota,
            Predicate<Video> shown,
            VideoObject videoObject,
            VideoOptionsReader reader,
            Transcoder transcoder,
            InstantSource clock,
            Scheduler files) {
        this.catalogue = catalogue;
        this.quota = quota;
        this.shown = shown;
        this.videoObject = videoObject;
        this.reader = reader;
        this.transcoder = transcoder;
        this.clock = clock;
        this.files = files;
    }

    /** To be asked last: what looks like a uid of another shape may be a fixed word. */
    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .GET(StreamApi.STREAM, this::list)
                .GET(ONE, this::get)
                .POST(ONE, this::edit)
                .DELETE(ONE, this::delete)
                // A uid of another shape is no video rather than no route.
                .GET(StreamApi.STREAM + "/{uid}", _ -> Envelope.refused(Refusal.notFound()))
                .DELETE(StreamApi.STREAM + "/{uid}", _ -> Envelope.refused(Refusal.notFound()))
                .build();
    }

    private Mono<ServerResponse> get(ServerRequest request) {
        return catalogue
                .find(uid(request))
                .filter(shown)
                .map(this::show)
                .orElseGet(() -> Envelope.refused(Refusal.notFound()));
    }

    private Mono<ServerResponse> list(ServerRequest request) {
        return ListRequest.read(request.queryParams())
                .fold(
                        wanted ->
                                Mono.fromCallable(() -> page(wanted))
                                        .subscribeOn(files)
                                        .flatMap(Function.identity()),
                        Envelope::refused);
    }

    /** {@code POST}, as the real one: neither PUT nor PATCH. */
    private Mono<ServerResponse> edit(ServerRequest request) {
        var uid = uid(request);
        return JsonBody.read(
                request,
                body ->
                        Uninterrupted.call(files, () -> changed(uid, body))
                                .flatMap(answer -> answer.fold(this::show, Envelope::refused)));
    }

    /** 200 with an empty body. */
    private Mono<ServerResponse> delete(ServerRequest request) {
        var uid = uid(request);
        return Uninterrupted.call(files, () -> removed(uid))
                .flatMap(
                        removed ->
                                removed
                                        ? ServerResponse.ok().build()
                                        : Envelope.refused(Refusal.notFound()));
    }

    private Mono<ServerResponse> show(Video video) {
        return Envelope.success(videoObject.render(video));
    }

    private Mono<ServerResponse> page(ListRequest request) {
        var page = request.filter().apply(catalogue.all().filter(shown));
        var result = JsonNodeFactory.instance.arrayNode();
        page.videos().forEach(video -> result.add(videoObject.render(video)));
        return request.counts()
                ? Envelope.counted(result, page.videos().size(), page.total())
                : Envelope.success(result);
    }

    /** The edit is read against the video it changes, so that no other write falls between. */
    private Decoded<Video> changed(String uid, ObjectNode body) {
        return quota.decide(
                        uid,
                        video -> decision(reader.edit(video, body, clock.instant())),
                        shortage -> new Decoded.Refused<>(Refusal.of(shortage)))
                .orElseGet(() -> new Decoded.Refused<>(Refusal.notFound()));
    }

    private static Decision<Decoded<Video>> decision(Decoded<Video> edited) {
        return new Decision<>(edited.fold(Optional::of, _ -> Optional.empty()), edited);
    }

    private boolean removed(String uid) throws IOException {
        var removed = catalogue.remove(uid);
        if (removed) {
            transcoder.discard(uid);
            log.info("video {} deleted", uid);
        }
        return removed;
    }

    private static String uid(ServerRequest request) {
        return request.pathVariable("uid");
    }
}
