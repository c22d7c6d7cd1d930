package video.divine.media.gateway.nostr;

/**
 * Compares the URL of a {@code u} tag with the one that was requested: exactly, or with nothing but
 * the case of scheme and host, a default port, a fragment and an empty path made equal. Queries are
 * not reordered, escapes not decoded and trailing slashes not forgiven: a token must not open more
 * than its signer saw.
 */
final class SignedUrl {
    private SignedUrl() {}

    static boolean matches(String signed, String expected, boolean portAndQueryOptional) {
        if (signed.equals(expected)) {
            return true;
        }
        var normalised = normalise(signed, false);
        return normalised.equals(normalise(expected, false))
                || (portAndQueryOptional && normalised.equals(normalise(expected, true)));
    }

    private static String normalise(String url, boolean dropPortAndQuery) {
        int schemeEnd = url.indexOf("://");
        if (schemeEnd < 0) {
            return url;
        }
        var scheme = lowerAscii(url.substring(0, schemeEnd));
        int authorityEnd = indexOfAny(url, "/?#", schemeEnd + 3);
        var authority = lowerAscii(url.substring(schemeEnd + 3, authorityEnd));
        int fragment = indexOfAny(url, "#", authorityEnd);
        int restEnd = dropPortAndQuery ? indexOfAny(url, "?#", authorityEnd) : fragment;
        var rest = url.substring(authorityEnd, restEnd);
        var host =
                dropPortAndQuery ? withoutPort(authority) : withoutDefaultPort(scheme, authority);
        return scheme + "://" + host + (rest.startsWith("/") ? "" : "/") + rest;
    }

    private static String withoutDefaultPort(String scheme, String authority) {
        var port = scheme.equals("https") ? ":443" : scheme.equals("http") ? ":80" : "";
        return authority.endsWith(port)
                ? authority.substring(0, authority.length() - port.length())
                : authority;
    }

    private static String withoutPort(String authority) {
        int colon = authority.lastIndexOf(':');
        // The last colon of [::1] is part of the address.
        return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
    }

    private static int indexOfAny(String text, String characters, int from) {
        for (int i = from; i < text.length(); i++) {
            if (characters.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return text.length();
    }

    /** Only ASCII: the Kelvin sign folds to a k and would let a foreign host pass for ours. */
    private static String lowerAscii(String text) {
        var lower = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                lower.setCharAt(i, (char) (c | 0x20));
            }
        }
        return lower.toString();
    }
}
