package video.divine.media.simulator.api;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

import video.divine.media.simulator.downloads.DownloadKind;
import video.divine.media.simulator.downloads.Downloads;
import video.divine.media.simulator.video.VideoCatalogue;

import java.io.IOException;
import java.net.URI;
import java.util.EnumSet;
import java.util.Set;

/**
 * {@code /stream/<uid>/downloads}: makes whole files of a video. Without a kind in the path it is
 * the picture with its sound that is asked for, and all kinds that are taken back.
 */
public final class DownloadHandler {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String PATH = StreamApi.STREAM + StreamApi.VIDEO + "/downloads";

    private final VideoCatalogue catalogue;
    private final Downloads downloads;
    private final URI deliveryBase;
    private final Scheduler files;

    /**
     * @param deliveryBase where {@code /<uid>/downloads/default.mp4} is reached
     */
    public DownloadHandler(
            VideoCatalogue catalogue, Downloads downloads, URI deliveryBase, Scheduler files) {
        this.catalogue = catalogue;
        this.downloads = downloads;
        this.deliveryBase = deliveryBase;
        this.files = files;
    }

    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .POST(PATH, request -> enable(request, DownloadKind.DEFAULT))
                .POST(PATH + "/{kind}", request -> named(request, this::enable))
                .GET(PATH, this::list)
                .DELETE(PATH, request -> remove(request, EnumSet.allOf(DownloadKind.class)))
                .DELETE(
                        PATH + "/{kind}",
                        request -> named(request, (_, kind) -> remove(request, Set.of(kind))))
                .build();
    }

    private interface KindHandler {
        Mono<ServerResponse> handle(ServerRequest request, DownloadKind kind);
    }

    private static Mono<ServerResponse> named(ServerRequest request, KindHandler handler) {
        return DownloadKind.of(request.pathVariable("kind"))
                .map(kind -> handler.handle(request, kind))
                .orElseGet(() -> Envelope.refused(Refusal.noRoute(request.path())));
    }

    private Mono<ServerResponse> enable(ServerRequest request, DownloadKind kind) {
        var uid = request.pathVariable("uid");
        return answer(() -> enabled(uid, kind));
    }

    private Decoded<JsonNode> enabled(String uid, DownloadKind kind) throws IOException {
        var video = catalogue.find(uid);
        if (video.isEmpty()) {
            return new Decoded.Refused<>(Refusal.notFound());
        }
        if (!video.get().status().readyToStream()) {
            return new Decoded.Refused<>(Refusal.invalid("the video is not ready"));
        }
        return downloads.enable(uid, kind)
                ? new Decoded.Accepted<>(render(uid))
                : new Decoded.Refused<>(Refusal.notFound());
    }

    private Mono<ServerResponse> list(ServerRequest request) {
        var uid = request.pathVariable("uid");
        return answer(
                () ->
                        catalogue.find(uid).isPresent()
                                ? new Decoded.Accepted<>(render(uid))
                                : new Decoded.Refused<>(Refusal.notFound()));
    }

    private Mono<ServerResponse> remove(ServerRequest request, Set<DownloadKind> kinds) {
        var uid = request.pathVariable("uid");
        return answer(
                () -> {
                    var removed = false;
                    for (var kind : kinds) {
                        removed |= downloads.remove(uid, kind);
                    }
                    return removed
                            ? new Decoded.Accepted<>(NODES.stringNode(""))
                            : new Decoded.Refused<>(Refusal.notFound());
                });
    }

    private JsonNode render(String uid) throws IOException {
        var result = NODES.objectNode();
        for (var download : downloads.list(uid)) {
            result.putObject(download.kind().wireName())
                    .put("status", download.status().wireName())
                    .put(
                            "url",
                            deliveryBase + "/" + uid + "/downloads/" + download.kind().fileName())
                    // A number, unlike the pctComplete of a video.
                    .put("percentComplete", download.percent());
        }
        return result;
    }

    private Mono<ServerResponse> answer(Work work) {
        return Work.answer(files, work);
    }
}
