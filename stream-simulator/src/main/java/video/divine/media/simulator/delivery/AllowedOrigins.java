package video.divine.media.simulator.delivery;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The sites that may embed a video; none named, all may. An entry is a host, with its port unless
 * that is 80 or 443; {@code *.example.com} is every host below example.com, at any depth, but not
 * example.com itself (facts, 2.16). What tells no site is refused: Cloudflare says nothing of it.
 */
record AllowedOrigins(List<String> entries) {
    private static final Pattern AUTHORITY =
            Pattern.compile("([^:\\[\\]/@]+|\\[[0-9a-fA-F:.]+\\])(?::(\\d{1,5}))?");

    private static final List<Integer> DEFAULT_PORTS = List.of(80, 443);
    private static final String BELOW = "*.";

    /** A site without its scheme; the port 0 stands for 80 and 443. */
    private record Site(String host, int port) {
        static Site of(String host, int port) {
            return new Site(
                    host.toLowerCase(Locale.ROOT),
                    port < 0 || DEFAULT_PORTS.contains(port) ? 0 : port);
        }

        boolean isCoveredBy(Site entry) {
            return port == entry.port
                    && (entry.host.startsWith(BELOW)
                            ? host.endsWith(entry.host.substring(1))
                            : host.equals(entry.host));
        }
    }

    AllowedOrigins {
        entries = List.copyOf(entries);
    }

    /**
     * Whether a request from there is let in.
     *
     * @param origin the header; it goes before the other
     * @param referer the header
     */
    boolean admit(Optional<String> origin, Optional<String> referer) {
        return entries.isEmpty()
                || origin.or(() -> referer).flatMap(AllowedOrigins::site).stream()
                        .anyMatch(this::covers);
    }

    private boolean covers(Site site) {
        return entries.stream().flatMap(entry -> entry(entry).stream()).anyMatch(site::isCoveredBy);
    }

    /** Nothing for one that is no host, which then covers nobody. */
    private static Optional<Site> entry(String text) {
        var authority = AUTHORITY.matcher(text);
        return authority.matches()
                ? Optional.of(
                        Site.of(
                                authority.group(1),
                                authority.group(2) == null
                                        ? -1
                                        : Integer.parseInt(authority.group(2))))
                : Optional.empty();
    }

    /** Nothing for {@code null}, which browsers send for pages of no origin. */
    private static Optional<Site> site(String header) {
        try {
            var uri = URI.create(header);
            return Optional.ofNullable(uri.getHost()).map(host -> Site.of(host, uri.getPort()));
        } catch (IllegalArgumentException noUri) {
            return Optional.empty();
        }
    }
}
