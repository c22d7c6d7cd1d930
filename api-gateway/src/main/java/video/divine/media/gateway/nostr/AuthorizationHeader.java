package video.divine.media.gateway.nostr;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** {@code Authorization: Nostr <base64 of an event's JSON>}, the header of NIP-98. */
final class AuthorizationHeader {
    /** Real ones have 536 to 710 characters; 8 KiB also is what many proxies let through. */
    private static final int MAX_LENGTH = 8 * 1024;

    private static final String SCHEME = "Nostr ";

    private AuthorizationHeader() {}

    static EventReading read(List<String> values) {
        if (values.size() != 1) {
            return new EventReading.Malformed("more than one Authorization header");
        }
        var value = values.getFirst();
        if (value.length() > MAX_LENGTH) {
            return new EventReading.Malformed("Authorization header longer than 8 KiB");
        }
        if (!value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return new EventReading.Malformed("Authorization scheme is not Nostr");
        }
        // RFC 9110 puts one or more spaces, and only spaces, between scheme and credentials.
        int start = SCHEME.length();
        while (start < value.length() && value.charAt(start) == ' ') {
            start++;
        }
        if (start == value.length()) {
            return new EventReading.Malformed("Authorization header without credentials");
        }
        return readCredentials(value.substring(start));
    }

    static String write(NostrEvent event) {
        var json = EventJson.write(event).getBytes(StandardCharsets.UTF_8);
        return SCHEME + Base64.getEncoder().encodeToString(json);
    }

    private static EventReading readCredentials(String base64) {
        byte[] bytes;
        try {
            bytes = decoderFor(base64).decode(base64);
        } catch (IllegalArgumentException notBase64) {
            return new EventReading.Malformed("credentials are not base64");
        }
        try {
            var json = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return EventJson.read(json.toString());
        } catch (CharacterCodingException notUtf8) {
            return new EventReading.Malformed("credentials are not UTF-8");
        }
    }

    /** Either alphabet, padded or not: NIP-98's own example is unpadded, BUD-11 is url-safe. */
    private static Base64.Decoder decoderFor(String base64) {
        var urlSafe = base64.indexOf('-') >= 0 || base64.indexOf('_') >= 0;
        return urlSafe ? Base64.getUrlDecoder() : Base64.getDecoder();
    }
}
