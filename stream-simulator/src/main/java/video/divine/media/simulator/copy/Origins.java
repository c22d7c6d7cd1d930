package video.divine.media.simulator.copy;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which URLs are fetched at all: a server that fetches any would read for everybody what only its
 * own network may.
 */
final class Origins {
    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final int HIGHEST_PORT = 65_535;

    private final Set<String> hosts;

    Origins(Set<String> hosts) {
        this.hosts = hosts;
    }

    /** Nothing if the URL is none, or leads where it may not. Blocks while its host is resolved. */
    Optional<Origin> find(String text) {
        return parse(text)
                .flatMap(url -> address(url.getHost()).map(address -> new Origin(url, address)));
    }

    private static Optional<URI> parse(String text) {
        try {
            var url = new URI(text);
            return url.getScheme() != null
                            && SCHEMES.contains(url.getScheme().toLowerCase(Locale.ROOT))
                            && url.getHost() != null
                            && url.getUserInfo() == null
                            && url.getPort() != 0
                            && url.getPort() <= HIGHEST_PORT
                    ? Optional.of(url)
                    : Optional.empty();
        } catch (URISyntaxException notAUrl) {
            return Optional.empty();
        }
    }

    private Optional<InetAddress> address(String host) {
        var named = hosts.contains(host.toLowerCase(Locale.ROOT));
        try {
            return Arrays.stream(InetAddress.getAllByName(host))
                    .filter(address -> named || address.isLoopbackAddress())
                    .findFirst();
        } catch (UnknownHostException nowhere) {
            return Optional.empty();
        }
    }
}
