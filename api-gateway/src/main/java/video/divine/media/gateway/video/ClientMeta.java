package video.divine.media.gateway.video;

import tools.jackson.databind.JsonNode;

import video.divine.media.gateway.http.JsonBody;
import video.divine.media.service.problem.Problem;
import video.divine.media.service.problem.ProblemException;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The member {@code meta} of an upload: the client's own entries, which Stream keeps too. */
final class ClientMeta {
    static final int MAX_ENTRIES = 32;

    /** Of key and of value, in bytes of UTF-8. */
    static final int MAX_BYTES = 1024;

    /** What the service itself writes there. */
    private static final Set<String> RESERVED =
            Set.of("name", "pubkey", "commandId", "deployment", "sha256", "vineId", "originalUrl");

    private ClientMeta() {}

    static Map<String, String> of(JsonBody body) {
        var meta = body.object("meta", "invalid_meta");
        if (meta == null) {
            return Map.of();
        }
        if (meta.size() > MAX_ENTRIES) {
            throw refused("invalid_meta");
        }
        var entries = new LinkedHashMap<String, String>();
        for (Map.Entry<String, JsonNode> entry : meta.properties()) {
            if (RESERVED.contains(entry.getKey())) {
                throw refused("reserved_meta_key");
            }
            var value = entry.getValue();
            if (!value.isString()
                    || entry.getKey().isEmpty()
                    || !isKept(entry.getKey())
                    || !isKept(value.stringValue())) {
                throw refused("invalid_meta");
            }
            entries.put(entry.getKey(), value.stringValue());
        }
        return entries;
    }

    /** Half a surrogate pair has no bytes: the log would keep a question mark in its place. */
    private static boolean isKept(String text) {
        try {
            var bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            return bytes.remaining() <= MAX_BYTES;
        } catch (CharacterCodingException loneSurrogate) {
            return false;
        }
    }

    private static ProblemException refused(String reason) {
        return new ProblemException(Problem.badRequest(reason));
    }
}
