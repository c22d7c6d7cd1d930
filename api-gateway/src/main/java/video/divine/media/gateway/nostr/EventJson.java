package video.divine.media.gateway.nostr;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A Nostr event as JSON (NIP-01), read without any coercion. The JSON written here carries an event
 * and is never hashed: ids come from {@link UnsignedEvent#id()}.
 */
final class EventJson {
    /** Tags lie at depth three; one more lets unknown members through, which are ignored. */
    private static final int MAX_DEPTH = 4;

    private static final int MAX_TAGS = 16;
    private static final int MAX_KIND = 65_535;
    private static final Pattern HEX_32_BYTES = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern HEX_64_BYTES = Pattern.compile("[0-9a-f]{128}");

    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(MAX_DEPTH)
                                                    .build())
                                    .build())
                    // Which of two members counts is up to each parser: a way to say two things.
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    // Looked for below, where it can be told from a duplicate.
                    .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private EventJson() {}

    static EventReading read(String json) {
        try (var parser = MAPPER.createParser(json)) {
            @Nullable JsonNode tree = MAPPER.readTree(parser);
            if (tree == null) {
                return new EventReading.Malformed("credentials are empty");
            }
            if (parser.nextToken() != null) {
                return new EventReading.Malformed("data after the JSON of the event");
            }
            return toEvent(tree);
        } catch (MismatchedInputException duplicate) {
            return new EventReading.Invalid("duplicate JSON member");
        } catch (JacksonException notJson) {
            // Its message quotes the token and is dropped for that.
            return new EventReading.Malformed("credentials are not JSON within the limits");
        }
    }

    static String write(NostrEvent event) {
        var json = MAPPER.createObjectNode();
        json.put("id", event.id());
        json.put("pubkey", event.pubkey());
        json.put("created_at", event.createdAt());
        json.put("kind", event.kind());
        var tags = json.putArray("tags");
        event.tags().forEach(tag -> tag.forEach(tags.addArray()::add));
        json.put("content", event.content());
        json.put("sig", event.sig());
        return MAPPER.writeValueAsString(json);
    }

    private static EventReading toEvent(JsonNode json) {
        var tagsNode = json.path("tags");
        if (tagsNode.isArray() && tagsNode.size() > MAX_TAGS) {
            return new EventReading.Malformed("more than 16 tags");
        }
        var id = hex(json.path("id"), HEX_32_BYTES);
        if (id.isEmpty()) {
            return new EventReading.Invalid("id is not 64 lower-case hex digits");
        }
        var pubkey = hex(json.path("pubkey"), HEX_32_BYTES);
        if (pubkey.isEmpty()) {
            return new EventReading.Invalid("pubkey is not 64 lower-case hex digits");
        }
        var sig = hex(json.path("sig"), HEX_64_BYTES);
        if (sig.isEmpty()) {
            return new EventReading.Invalid("sig is not 128 lower-case hex digits");
        }
        var createdAt = json.path("created_at");
        if (!createdAt.isIntegralNumber() || !createdAt.canConvertToLong()) {
            return new EventReading.Invalid("created_at is not a whole number");
        }
        var kind = json.path("kind");
        if (!kind.isIntegralNumber()
                || !kind.canConvertToInt()
                || kind.intValue() < 0
                || kind.intValue() > MAX_KIND) {
            return new EventReading.Invalid("kind is not a whole number from 0 to 65535");
        }
        var content = json.path("content");
        if (!content.isString()) {
            return new EventReading.Invalid("content is not a string");
        }
        var tags = tags(tagsNode);
        if (tags.isEmpty()) {
            return new EventReading.Invalid("tags are not arrays of strings");
        }
        return new EventReading.Read(
                new NostrEvent(
                        id.get(),
                        pubkey.get(),
                        createdAt.longValue(),
                        kind.intValue(),
                        tags.get(),
                        content.stringValue(),
                        sig.get()));
    }

    private static Optional<String> hex(JsonNode node, Pattern shape) {
        return node.isString()
                ? Optional.of(node.stringValue()).filter(text -> shape.matcher(text).matches())
                : Optional.empty();
    }

    private static Optional<List<List<String>>> tags(JsonNode node) {
        if (!node.isArray()) {
            return Optional.empty();
        }
        var tags = new ArrayList<List<String>>();
        for (JsonNode tagNode : node) {
            if (!tagNode.isArray() || tagNode.isEmpty()) {
                return Optional.empty();
            }
            var tag = new ArrayList<String>();
            for (JsonNode value : tagNode) {
                if (!value.isString()) {
                    return Optional.empty();
                }
                tag.add(value.stringValue());
            }
            tags.add(tag);
        }
        return Optional.of(tags);
    }
}
