package video.divine.media.gateway.canonical;

import video.divine.media.gateway.canonical.CanonicalUrl.Refusal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An absolute http or https URL, parsed as the WHATWG URL standard (section 4.4, special schemes,
 * no base URL) has it; user info and fragment are left out. Spring's parser of that name was
 * measured against Node's and not taken: it folds {@code //} in paths, drops trailing slashes after
 * dot segments and knows IDNA 2003 only.
 *
 * @param scheme {@code http} or {@code https}
 * @param host in ASCII and lower case, without a trailing dot; an IPv6 address in brackets
 * @param port empty for the scheme's default port
 * @param segments of the path after its leading slash, with dot segments resolved; at least one
 * @param query without the question mark, not yet escaped
 */
record WebUrl(
        String scheme,
        String host,
        Optional<Integer> port,
        List<String> segments,
        Optional<String> query) {
    private static final Pattern SCHEME =
            Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*):(.*)", Pattern.DOTALL);
    private static final Pattern SLASH = Pattern.compile("[/\\\\]");
    private static final Pattern ASCII_DIGITS = Pattern.compile("[0-9]*");

    /** 65,535 has five digits; leading zeroes are legal. */
    private static final Pattern LEADING_ZEROES = Pattern.compile("^0+(?=[0-9])");

    WebUrl {
        segments = List.copyOf(segments);
    }

    /** What a text turned out to be. */
    sealed interface Parsed {
        record Accepted(WebUrl url) implements Parsed {}

        record Refused(Refusal refusal) implements Parsed {}
    }

    static Parsed parse(String text) {
        var matcher = SCHEME.matcher(cleaned(text));
        if (!matcher.matches()) {
            return new Parsed.Refused(Refusal.RELATIVE);
        }
        var scheme = matcher.group(1).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return new Parsed.Refused(Refusal.UNSUPPORTED_SCHEME);
        }
        // Any number of slashes, of either kind and even none, leads to the host.
        var rest = matcher.group(2);
        int hostStart = 0;
        while (hostStart < rest.length() && "/\\".indexOf(rest.charAt(hostStart)) >= 0) {
            hostStart++;
        }
        int hostEnd = indexOfAny(rest, "/\\?#", hostStart);
        int pathEnd = indexOfAny(rest, "?#", hostEnd);
        int queryEnd = indexOfAny(rest, "#", pathEnd);
        var authority = rest.substring(hostStart, hostEnd);
        return withAuthority(
                scheme,
                authority.substring(authority.lastIndexOf('@') + 1),
                segments(rest.substring(hostEnd, pathEnd)),
                pathEnd < queryEnd
                        ? Optional.of(rest.substring(pathEnd + 1, queryEnd))
                        : Optional.empty());
    }

    private static Parsed withAuthority(
            String scheme, String hostAndPort, List<String> segments, Optional<String> query) {
        int colon = portColon(hostAndPort);
        var host = Host.parse(hostAndPort.substring(0, colon));
        if (host.isEmpty()) {
            return new Parsed.Refused(Refusal.INVALID_HOST);
        }
        var digits = colon < hostAndPort.length() ? hostAndPort.substring(colon + 1) : "";
        if (!ASCII_DIGITS.matcher(digits).matches()) {
            return new Parsed.Refused(Refusal.INVALID_PORT);
        }
        var significant = LEADING_ZEROES.matcher(digits).replaceFirst("");
        if (significant.length() > 5
                || (!significant.isEmpty() && Integer.parseInt(significant) > 65_535)) {
            return new Parsed.Refused(Refusal.INVALID_PORT);
        }
        var port =
                Optional.of(significant)
                        .filter(number -> !number.isEmpty())
                        .map(Integer::valueOf)
                        .filter(number -> number != (scheme.equals("https") ? 443 : 80));
        return new Parsed.Accepted(new WebUrl(scheme, host.get(), port, segments, query));
    }

    /** Spaces and control characters around a URL do not count, nor do tabs and newlines in it. */
    private static String cleaned(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && text.charAt(start) <= ' ') {
            start++;
        }
        while (end > start && text.charAt(end - 1) <= ' ') {
            end--;
        }
        var cleaned = new StringBuilder(end - start);
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c != '\t' && c != '\n' && c != '\r') {
                cleaned.append(c);
            }
        }
        return cleaned.toString();
    }

    private static List<String> segments(String path) {
        var resolved = new ArrayList<String>();
        var raw = SLASH.split(path.isEmpty() ? "" : path.substring(1), -1);
        for (int i = 0; i < raw.length; i++) {
            boolean last = i == raw.length - 1;
            var dots = raw[i].toLowerCase(Locale.ROOT).replace("%2e", ".");
            if (dots.equals("..")) {
                if (!resolved.isEmpty()) {
                    resolved.removeLast();
                }
                if (last) {
                    resolved.add("");
                }
            } else if (!dots.equals(".")) {
                resolved.add(raw[i]);
            } else if (last) {
                resolved.add("");
            }
        }
        return resolved;
    }

    /** The first colon outside brackets, or the end. */
    private static int portColon(String hostAndPort) {
        boolean insideBrackets = false;
        for (int i = 0; i < hostAndPort.length(); i++) {
            switch (hostAndPort.charAt(i)) {
                case '[' -> insideBrackets = true;
                case ']' -> insideBrackets = false;
                case ':' -> {
                    if (!insideBrackets) {
                        return i;
                    }
                }
                default -> {}
            }
        }
        return hostAndPort.length();
    }

    private static int indexOfAny(String text, String characters, int from) {
        for (int i = from; i < text.length(); i++) {
            if (characters.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return text.length();
    }
}
