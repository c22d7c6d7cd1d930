package video.divine.media.gateway.canonical;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Percent escapes in their canonical form (RFC 3986, section 6.2.2): unreserved characters stand
 * for themselves, every other escape is in upper case.
 */
final class Escapes {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String UNRESERVED_MARKS = "-._~";
    private static final String IN_SEGMENTS = "!$&'()*+,;=:@";

    /** The WHATWG escapes an apostrophe in the query of a web URL, but not in its path. */
    private static final String IN_QUERIES = "!$&()*+,;=:@/?";

    private static final byte[] REPLACEMENT = "\ufffd".getBytes(StandardCharsets.UTF_8);

    private Escapes() {}

    static String pathSegment(String raw) {
        return canonical(raw, IN_SEGMENTS);
    }

    static String query(String raw) {
        return canonical(raw, IN_QUERIES);
    }

    /** Whether an escape, a percent sign and two hex digits, starts at {@code index}. */
    static boolean isEscape(CharSequence text, int index) {
        return index + 2 < text.length()
                && text.charAt(index) == '%'
                && HexFormat.isHexDigit(text.charAt(index + 1))
                && HexFormat.isHexDigit(text.charAt(index + 2));
    }

    private static String canonical(String raw, String allowed) {
        var text = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); ) {
            int c = raw.codePointAt(i);
            if (isEscape(raw, i)) {
                int octet = HexFormat.fromHexDigits(raw, i + 1, i + 3);
                appendOctet(text, octet);
                i += 3;
            } else {
                if (isUnreserved(c) || allowed.indexOf(c) >= 0) {
                    text.appendCodePoint(c);
                } else {
                    for (byte octet : utf8(c)) {
                        appendEscape(text, octet);
                    }
                }
                i += Character.charCount(c);
            }
        }
        return text.toString();
    }

    private static void appendOctet(StringBuilder text, int octet) {
        if (isUnreserved(octet)) {
            text.append((char) octet);
        } else {
            appendEscape(text, (byte) octet);
        }
    }

    private static void appendEscape(StringBuilder text, byte octet) {
        text.append('%').append(HEX.toHexDigits(octet));
    }

    private static boolean isUnreserved(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || UNRESERVED_MARKS.indexOf(c) >= 0;
    }

    /** Half a surrogate pair counts as U+FFFD, as in every browser. */
    private static byte[] utf8(int codePoint) {
        return codePoint >= 0xd800 && codePoint <= 0xdfff
                ? REPLACEMENT
                : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
    }
}
