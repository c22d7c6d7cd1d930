package video.divine.media.gateway.http;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import video.divine.media.service.problem.Problem;
import video.divine.media.service.problem.ProblemException;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A request body as a JSON object. Unknown members are ignored; a member that stands twice, data
 * behind the object, or a value of the wrong type is refused, as two readers could read it in two
 * ways.
 */
public final class JsonBody {
    private static final int MAX_DEPTH = 8;

    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(MAX_DEPTH)
                                                    .maxDocumentLength(RawBody.LIMIT)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private final ObjectNode members;

    private JsonBody(ObjectNode members) {
        this.members = members;
    }

    /** Reads the body; an empty one is an empty object. Anything else than an object: 400. */
    public static JsonBody parse(byte[] body) {
        if (body.length == 0) {
            return new JsonBody(JSON.createObjectNode());
        }
        try {
            if (JSON.readTree(utf8(body)) instanceof ObjectNode members) {
                return new JsonBody(members);
            }
        } catch (CharacterCodingException | JacksonException e) {
            // What exactly is wrong with a stranger's JSON is not worth a log line.
            throw new ProblemException(Problem.badRequest("invalid_json"));
        }
        throw new ProblemException(Problem.badRequest("invalid_json"));
    }

    /** RFC 8259, 8.1: nothing else is JSON. Jackson would take UTF-16 and overlong forms, too. */
    private static String utf8(byte[] body) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    }

    /**
     * A text member; absent and {@code null} are the same.
     *
     * @param reason of the 400 where the member is no text
     */
    public @Nullable String text(String member, String reason) {
        return switch (present(member)) {
            case null -> null;
            case JsonNode node when node.isString() -> node.stringValue();
            case JsonNode _ -> throw new ProblemException(Problem.badRequest(reason));
        };
    }

    /**
     * A member that is a whole number; absent and {@code null} are the same.
     *
     * @param reason of the 400 where the member is none, or not from {@code least} to {@code most}
     */
    public @Nullable Long integer(String member, long least, long most, String reason) {
        var node = present(member);
        if (node == null) {
            return null;
        }
        // 5.0 is a whole number too, to JSON Schema; where it is not finite, it converts to none.
        if (node.isNumber() && node.canConvertToExactIntegral() && node.canConvertToLong()) {
            long number = node.longValue();
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw new ProblemException(Problem.badRequest(reason));
    }

    /**
     * An object member; absent and {@code null} are the same.
     *
     * @param reason of the 400 where the member is no object
     */
    public @Nullable ObjectNode object(String member, String reason) {
        return switch (present(member)) {
            case null -> null;
            case ObjectNode node -> node;
            case JsonNode _ -> throw new ProblemException(Problem.badRequest(reason));
        };
    }

    private @Nullable JsonNode present(String member) {
        var node = members.get(member);
        return node == null || node.isNull() ? null : node;
    }
}
