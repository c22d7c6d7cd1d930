package video.divine.media.simulator.api;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import tools.jackson.databind.node.JsonNodeFactory;

import video.divine.media.simulator.signing.NewKey;
import video.divine.media.simulator.signing.SigningKeys;
import video.divine.media.simulator.video.Timestamps;

/** {@code /stream/keys}: what signs tokens; the private half is in one answer and never again. */
public final class KeyHandler {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final SigningKeys keys;
    private final Scheduler files;

    public KeyHandler(SigningKeys keys, Scheduler files) {
        this.keys = keys;
        this.files = files;
    }

    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .POST(StreamApi.STREAM + "/keys", this::create)
                .GET(StreamApi.STREAM + "/keys", this::list)
                .DELETE(StreamApi.STREAM + "/keys/{key}", this::revoke)
                .build();
    }

    /** A body means nothing here; the SDK sends none. */
    private Mono<ServerResponse> create(ServerRequest request) {
        return Uninterrupted.call(files, keys::create)
                .flatMap(
                        key ->
                                key.map(KeyHandler::show)
                                        .orElseGet(
                                                () ->
                                                        Envelope.refused(
                                                                Refusal.invalid(
                                                                        "there are as many keys as"
                                                                                + " there may be"))));
    }

    private static Mono<ServerResponse> show(NewKey key) {
        return Envelope.success(
                NODES.objectNode()
                        .put("id", key.id())
                        .put("pem", key.pem())
                        .put("jwk", key.jwk())
                        .put("created", Timestamps.format(key.created())));
    }

    private Mono<ServerResponse> list(ServerRequest request) {
        var result = NODES.arrayNode();
        keys.all()
                .forEach(
                        key ->
                                result.addObject()
                                        .put("id", key.id())
                                        .put("created", Timestamps.format(key.created())));
        return Envelope.success(result);
    }

    private Mono<ServerResponse> revoke(ServerRequest request) {
        return Uninterrupted.call(files, () -> keys.revoke(request.pathVariable("key")))
                .flatMap(
                        revoked ->
                                revoked
                                        ? Envelope.success(NODES.stringNode("Revoked"))
                                        : Envelope.refused(Refusal.notFound()));
    }
}
