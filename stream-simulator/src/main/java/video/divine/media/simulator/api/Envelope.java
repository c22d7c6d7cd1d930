package video.divine.media.simulator.api;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code {result, success, errors, messages}}, around every answer of the API. */
public final class Envelope {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Envelope() {}

    public static Mono<ServerResponse> success(JsonNode result) {
        return respond(HttpStatus.OK, body(result));
    }

    /**
     * A list with the counts of {@code include_counts}.
     *
     * @param range how many are in this answer
     * @param total how many match
     */
    public static Mono<ServerResponse> counted(JsonNode result, int range, int total) {
        return respond(HttpStatus.OK, body(result).put("range", range).put("total", total));
    }

    public static Mono<ServerResponse> refused(Refusal refusal) {
        var error = NODES.objectNode();
        error.put("code", refusal.code());
        error.put("message", refusal.message());
        if (refusal.equals(Refusal.malformedAuthorization())) {
            // The only code whose chain is known (facts, section 0).
            error.putArray("error_chain")
                    .addObject()
                    .put("code", 6111)
                    .put("message", "Invalid format for Authorization header");
        }
        var body = NODES.objectNode();
        body.putNull("result");
        body.put("success", false);
        body.putArray("errors").add(error);
        body.putArray("messages");
        return respond(refusal.status(), body);
    }

    private static ObjectNode body(JsonNode result) {
        var body = NODES.objectNode();
        body.set("result", result);
        body.put("success", true);
        body.putArray("errors");
        body.putArray("messages");
        return body;
    }

    private static Mono<ServerResponse> respond(HttpStatus status, ObjectNode body) {
        return ServerResponse.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(JSON.writeValueAsBytes(body));
    }
}
