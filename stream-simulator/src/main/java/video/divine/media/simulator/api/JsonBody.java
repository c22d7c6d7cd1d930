package video.divine.media.simulator.api;

import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.util.function.Function;

/** A request's body as a JSON object, whatever its Content-Type says, if it can be read at all. */
public final class JsonBody {
    /** Of a body; what is kept of it is written into other documents, which have a limit, too. */
    private static final int DEEPEST = 32;

    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DEEPEST)
                                                    .build())
                                    .build())
                    .build();

    private JsonBody() {}

    /** Goes on with the object, or answers 400/10004. */
    public static Mono<ServerResponse> read(
            ServerRequest request, Function<ObjectNode, Mono<ServerResponse>> handler) {
        return request.bodyToMono(byte[].class)
                .defaultIfEmpty(new byte[0])
                .flatMap(bytes -> decode(bytes).fold(handler, Envelope::refused));
    }

    private static Decoded<ObjectNode> decode(byte[] bytes) {
        try {
            return JSON.readTree(bytes) instanceof ObjectNode object
                    ? new Decoded.Accepted<>(object)
                    : new Decoded.Refused<>(Refusal.undecodable("the body is no JSON object"));
        } catch (JacksonException broken) {
            return new Decoded.Refused<>(Refusal.undecodable("the body is no JSON"));
        }
    }
}
