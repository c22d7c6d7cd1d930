package video.divine.media.simulator.api;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;

/** Get, list, edit and delete. */
final class VideoHandler {
    private static final Logger log = LoggerFactory.getLogger(VideoHandler.class);

    private final VideoCatalogue catalogue;
    private final AccountQuota quota;
    private final Predicate<Video> shown;
    private final VideoObject videoObject;
    private final VideoOptionsReader reader;
    private final Transcoder transcoder;
    private final InstantSource clock;
    private final Scheduler files;

    VideoHandler(
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

    Mono<ServerResponse> get(ServerRequest request) {
        return catalogue
                .find(uid(request))
                .filter(shown)
                .map(this::show)
                .orElseGet(() -> Envelope.refused(Refusal.notFound()));
    }

    Mono<ServerResponse> list(ServerRequest request) {
        return ListRequest.read(request.queryParams()).fold(this::page, Envelope::refused);
    }

    /** {@code POST}, as the real one: neither PUT nor PATCH. */
    Mono<ServerResponse> edit(ServerRequest request) {
        var uid = uid(request);
        return JsonBody.read(
                request,
                body ->
                        Mono.fromCallable(() -> changed(uid, body))
                                .subscribeOn(files)
                                .flatMap(answer -> answer.fold(this::show, Envelope::refused)));
    }

    /** 200 with an empty body. */
    Mono<ServerResponse> delete(ServerRequest request) {
        var uid = uid(request);
        return Mono.fromCallable(() -> removed(uid))
                .subscribeOn(files)
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
        var refusal = new Refusal[] {Refusal.notFound()};
        var changed =
                quota.change(
                        uid,
                        video ->
                                reader.edit(video, body, clock.instant())
                                        .fold(
                                                Optional::of,
                                                refused -> {
                                                    refusal[0] = refused;
                                                    return Optional.empty();
                                                }),
                        shortage -> refusal[0] = Refusal.of(shortage));
        return changed.<Decoded<Video>>map(Decoded.Accepted::new)
                .orElseGet(() -> new Decoded.Refused<>(refusal[0]));
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
