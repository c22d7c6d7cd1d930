package video.divine.media.gateway.nostr;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** The vector files of this folder's resources. */
final class Vectors {
    private Vectors() {}

    static String text(String name) {
        try (var in = Vectors.class.getResourceAsStream("/nostr/" + name)) {
            if (in == null) {
                throw new IllegalStateException("Expected a vectors file " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode json(String name) {
        return JsonMapper.shared().readTree(text(name));
    }

    static Stream<JsonNode> elements(JsonNode array) {
        return array.valueStream();
    }
}
