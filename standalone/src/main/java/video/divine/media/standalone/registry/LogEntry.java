package video.divine.media.standalone.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.Optional;

/**
 * One fact of the registry's log. Keys and values have the members that Confluent's registry gives
 * its own, so a reader of the topic finds what they know; a whole log has not been moved between
 * the two.
 */
sealed interface LogEntry {
    /** A version of a subject. It never changes: a key is written once. */
    record Version(String subject, int version, int id, Schema schema) implements LogEntry {}

    /** The rule of a subject, or of all that have none of their own. The last one written holds. */
    record Level(Optional<String> subject, CompatibilityLevel level) implements LogEntry {}

    JsonMapper JSON = new JsonMapper();

    default byte[] key() {
        var key = JSON.createObjectNode();
        switch (this) {
            case Version(var subject, var version, _, _) ->
                    key.put("keytype", "SCHEMA")
                            .put("subject", subject)
                            .put("version", version)
                            .put("magic", 1);
            case Level(var subject, _) ->
                    key.put("keytype", "CONFIG")
                            .put("subject", subject.orElse(null))
                            .put("magic", 0);
        }
        return JSON.writeValueAsBytes(key);
    }

    default byte[] value() {
        var value = JSON.createObjectNode();
        switch (this) {
            case Version(var subject, var version, var id, var schema) ->
                    value.put("subject", subject)
                            .put("version", version)
                            .put("id", id)
                            .put("schema", schema.toString())
                            .put("deleted", false);
            case Level(_, var level) -> value.put("compatibilityLevel", level.name());
        }
        return JSON.writeValueAsBytes(value);
    }

    /** Empty for what this registry does not write. */
    static Optional<LogEntry> parse(byte @Nullable [] key, byte @Nullable [] value) {
        if (key == null || value == null) {
            return Optional.empty();
        }
        try {
            var keys = JSON.readTree(new String(key, UTF_8));
            var values = JSON.readTree(new String(value, UTF_8));
            return switch (keys.path("keytype").asString("")) {
                case "SCHEMA" -> version(values);
                case "CONFIG" ->
                        CompatibilityLevel.named(values.path("compatibilityLevel").asString(""))
                                .map(
                                        level ->
                                                new Level(
                                                        keys.path("subject").stringValueOpt(),
                                                        level));
                default -> Optional.empty();
            };
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    private static Optional<LogEntry> version(JsonNode value) {
        int version = value.path("version").asInt(0);
        int id = value.path("id").asInt(0);
        var subject = value.path("subject").asString("");
        return version < 1 || id < 1 || value.path("deleted").asBoolean(false)
                ? Optional.empty()
                : SchemaText.parse(value.path("schema").asString(""))
                        .map(schema -> new Version(subject, version, id, schema));
    }
}
