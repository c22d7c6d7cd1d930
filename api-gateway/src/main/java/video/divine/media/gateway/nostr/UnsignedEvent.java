package video.divine.media.gateway.nostr;

import video.divine.media.service.digest.Sha256;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The part of a Nostr event that its id is computed from (NIP-01).
 *
 * @param pubkey 64 lower-case hex digits
 * @param createdAt seconds since the epoch
 * @param kind 0 to 65,535
 * @param tags each tag holds at least one string, its name
 * @param content any text
 */
public record UnsignedEvent(
        String pubkey, long createdAt, int kind, List<List<String>> tags, String content) {
    public UnsignedEvent {
        tags = tags.stream().map(List::copyOf).toList();
    }

    /**
     * The event id: SHA-256 of the serialised fields, as 64 lower-case hex digits. Empty when a
     * string holds a lone surrogate: clients disagree about what such an event's id is.
     */
    public Optional<String> id() {
        return preimage().map(bytes -> Sha256.hex(bytes));
    }

    /**
     * {@code [0,pubkey,created_at,kind,tags,content]} in UTF-8 and without white space. It is
     * written by hand because JSON libraries escape as they like: Jackson writes control characters
     * in upper-case hex and Gson escapes U+2028, and either gives another id.
     */
    Optional<byte[]> preimage() {
        var json = new StringBuilder(256 + content.length()).append("[0,");
        appendString(json, pubkey);
        json.append(',').append(createdAt).append(',').append(kind).append(",[");
        for (int i = 0; i < tags.size(); i++) {
            json.append(i == 0 ? "[" : ",[");
            for (int j = 0; j < tags.get(i).size(); j++) {
                if (j > 0) {
                    json.append(',');
                }
                appendString(json, tags.get(i).get(j));
            }
            json.append(']');
        }
        json.append("],");
        appendString(json, content);
        return strictUtf8(json.append(']'));
    }

    private static void appendString(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                case '\b' -> json.append("\\b");
                case '\f' -> json.append("\\f");
                default -> {
                    if (c < 0x20) {
                        // NIP-01 says verbatim; every client writes what JSON.stringify does.
                        json.append("\\u00").append(HexFormat.of().toHexDigits((byte) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        json.append('"');
    }

    private static Optional<byte[]> strictUtf8(CharSequence text) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            var exact = new byte[bytes.remaining()];
            bytes.get(exact);
            return Optional.of(exact);
        } catch (CharacterCodingException loneSurrogate) {
            return Optional.empty();
        }
    }
}
