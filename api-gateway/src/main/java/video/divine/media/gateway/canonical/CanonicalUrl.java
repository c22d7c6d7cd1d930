package video.divine.media.gateway.canonical;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The one spelling of an http or https URL that all of its spellings share, so that a video's
 * original URL can be found again however it is written.
 *
 * <p>The text is parsed as the WHATWG URL standard has browsers do it, because {@code java.net.URI}
 * refuses URLs that people really use. Beyond the standard: user info and fragment are dropped, as
 * is a single trailing dot of the host; escapes of unreserved characters are decoded and all others
 * written in upper case; a percent sign that starts no escape becomes {@code %25} and every other
 * character RFC 3986 does not allow is escaped, so the result is also a valid URI; query parameters
 * are sorted by their raw names, repeated ones in the order given; an empty query is dropped.
 * Making a canonical URL canonical changes nothing.
 *
 * <p>Vectors: {@code canonical-url-vectors.json}.
 *
 * @param text ASCII, at most {@value #MAX_LENGTH} characters
 */
public record CanonicalUrl(String text) {
    /** The longest URL accepted, before and after. */
    public static final int MAX_LENGTH = 2_048;

    public CanonicalUrl {
        if (!isCanonical(text)) {
            throw new IllegalArgumentException("Expected a canonical URL");
        }
    }

    /** Why a text is no URL that can be an alias. */
    public enum Refusal {
        TOO_LONG("Expected a URL of at most 2048 characters"),
        RELATIVE("Expected an absolute URL, but it has no scheme"),
        UNSUPPORTED_SCHEME("Expected http or https, but the scheme is another"),
        INVALID_HOST("Expected a host name or an address, but the host is neither"),
        INVALID_PORT("Expected a port from 0 to 65535");

        private final String detail;

        Refusal(String detail) {
            this.detail = detail;
        }

        /** A sentence for the caller that repeats no input. */
        public String detail() {
            return detail;
        }
    }

    /** What a text turned out to be. */
    public sealed interface Parsed {
        /** A URL. */
        record Accepted(CanonicalUrl url) implements Parsed {}

        /** Not an absolute http or https URL. */
        record Refused(Refusal refusal) implements Parsed {}
    }

    public static Parsed parse(String text) {
        return switch (canonical(text)) {
            case WebUrl.Parsed.Accepted(var url) ->
                    new Parsed.Accepted(new CanonicalUrl(print(url)));
            case WebUrl.Parsed.Refused(var refusal) -> new Parsed.Refused(refusal);
        };
    }

    static boolean isCanonical(String text) {
        return canonical(text) instanceof WebUrl.Parsed.Accepted(var url)
                && print(url).equals(text);
    }

    @Override
    public String toString() {
        return text;
    }

    private static WebUrl.Parsed canonical(String text) {
        if (text.length() > MAX_LENGTH) {
            return new WebUrl.Parsed.Refused(Refusal.TOO_LONG);
        }
        var parsed = WebUrl.parse(text);
        return parsed instanceof WebUrl.Parsed.Accepted(var url) && print(url).length() > MAX_LENGTH
                ? new WebUrl.Parsed.Refused(Refusal.TOO_LONG)
                : parsed;
    }

    private static String print(WebUrl url) {
        var path =
                url.segments().stream().map(Escapes::pathSegment).collect(Collectors.joining("/"));
        return url.scheme()
                + "://"
                + url.host()
                + url.port().map(port -> ":" + port).orElse("")
                + "/"
                + path
                + query(url.query());
    }

    private static String query(Optional<String> query) {
        var sorted =
                query.map(raw -> Escapes.query(raw).split("&", -1)).stream()
                        .flatMap(Arrays::stream)
                        .sorted(Comparator.comparing(CanonicalUrl::name))
                        .collect(Collectors.joining("&"));
        return sorted.isEmpty() ? "" : "?" + sorted;
    }

    private static String name(String parameter) {
        int equals = parameter.indexOf('=');
        return equals < 0 ? parameter : parameter.substring(0, equals);
    }
}
