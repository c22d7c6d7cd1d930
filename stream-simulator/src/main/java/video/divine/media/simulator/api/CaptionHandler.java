package video.divine.media.simulator.api;

import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

import video.divine.media.simulator.captions.Caption;
import video.divine.media.simulator.captions.CaptionLanguage;
import video.divine.media.simulator.captions.Captions;
import video.divine.media.simulator.captions.WebVtt;
import video.divine.media.simulator.video.VideoCatalogue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/** {@code /stream/<uid>/captions}. */
public final class CaptionHandler {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String PATH = StreamApi.STREAM + StreamApi.VIDEO + "/captions";
    private static final String ONE = PATH + "/{language}";
    private static final MediaType VTT = new MediaType("text", "vtt", StandardCharsets.UTF_8);

    private final VideoCatalogue catalogue;
    private final Captions captions;
    private final Scheduler files;

    public CaptionHandler(VideoCatalogue catalogue, Captions captions, Scheduler files) {
        this.catalogue = catalogue;
        this.captions = captions;
        this.files = files;
    }

    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .GET(PATH, this::list)
                .PUT(ONE, this::upload)
                .GET(ONE, this::get)
                .DELETE(ONE, this::delete)
                .GET(ONE + "/vtt", this::text)
                .POST(ONE + "/generate", this::generate)
                .build();
    }

    private Mono<ServerResponse> list(ServerRequest request) {
        var uid = uid(request);
        return answer(() -> catalogue.find(uid).isPresent() ? accepted(all(uid)) : missing());
    }

    private JsonNode all(String uid) throws IOException {
        var result = NODES.arrayNode();
        captions.list(uid).forEach(caption -> result.add(render(caption)));
        return result;
    }

    private Mono<ServerResponse> upload(ServerRequest request) {
        return CaptionPart.read(
                request,
                content ->
                        inLanguage(
                                request,
                                language -> answer(() -> stored(uid(request), language, content))));
    }

    private Decoded<JsonNode> stored(String uid, CaptionLanguage language, byte[] content)
            throws IOException {
        if (!WebVtt.isOne(content)) {
            return new Decoded.Refused<>(Refusal.invalid("the file must be WebVTT in UTF-8"));
        }
        return catalogue.find(uid).isPresent()
                ? shown(captions.put(uid, language, content))
                : missing();
    }

    private Mono<ServerResponse> get(ServerRequest request) {
        return inLanguage(
                request, language -> answer(() -> shown(captions.find(uid(request), language))));
    }

    private Mono<ServerResponse> text(ServerRequest request) {
        return inLanguage(
                request,
                language ->
                        Mono.fromCallable(() -> captions.text(uid(request), language))
                                .subscribeOn(files)
                                .flatMap(
                                        text ->
                                                text.map(CaptionHandler::vtt)
                                                        .orElseGet(
                                                                () ->
                                                                        Envelope.refused(
                                                                                Refusal
                                                                                        .notFound()))));
    }

    private static Mono<ServerResponse> vtt(byte[] text) {
        return ServerResponse.ok().contentType(VTT).bodyValue(text);
    }

    private Mono<ServerResponse> delete(ServerRequest request) {
        return inLanguage(
                request,
                language ->
                        answer(
                                () ->
                                        captions.delete(uid(request), language)
                                                ? accepted(NODES.stringNode(""))
                                                : missing()));
    }

    private Mono<ServerResponse> generate(ServerRequest request) {
        return inLanguage(request, language -> answer(() -> generated(uid(request), language)));
    }

    private Decoded<JsonNode> generated(String uid, CaptionLanguage language) throws IOException {
        var video = catalogue.find(uid);
        if (video.isEmpty()) {
            return missing();
        }
        if (!language.canBeRecognised()) {
            return new Decoded.Refused<>(
                    Refusal.invalid("captions are not generated in " + language.tag()));
        }
        if (!video.get().status().readyToStream()) {
            return new Decoded.Refused<>(Refusal.invalid("the video is not ready"));
        }
        return captions.find(uid, language).isPresent()
                ? new Decoded.Refused<>(
                        Refusal.invalid("the caption of this language must be deleted first"))
                : shown(captions.generate(video.get(), language));
    }

    private Mono<ServerResponse> inLanguage(
            ServerRequest request, Function<CaptionLanguage, Mono<ServerResponse>> handler) {
        return CaptionLanguage.parse(request.pathVariable("language"))
                .map(handler)
                .orElseGet(
                        () ->
                                Envelope.refused(
                                        Refusal.invalid("the language must be a BCP 47 tag")));
    }

    private Mono<ServerResponse> answer(Work work) {
        return Work.answer(files, work);
    }

    private static Decoded<JsonNode> shown(Optional<Caption> caption) {
        return caption.map(found -> accepted(render(found))).orElseGet(CaptionHandler::missing);
    }

    private static Decoded<JsonNode> accepted(JsonNode result) {
        return new Decoded.Accepted<>(result);
    }

    private static Decoded<JsonNode> missing() {
        return new Decoded.Refused<>(Refusal.notFound());
    }

    private static JsonNode render(Caption caption) {
        return NODES.objectNode()
                .put("language", caption.language().tag())
                .put("label", caption.label())
                .put("generated", caption.generated())
                .put("status", caption.ready() ? "ready" : "inprogress");
    }

    private static String uid(ServerRequest request) {
        return request.pathVariable("uid");
    }
}
