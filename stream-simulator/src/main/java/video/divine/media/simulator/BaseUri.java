package video.divine.media.simulator;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;

/** Where clients reach what listens on an address. */
final class BaseUri {
    private BaseUri() {}

    /**
     * {@code http://<host>:<port>}, without a slash at its end.
     *
     * @param host a name or an address; one that stands for all of the machine is none that a
     *     client could connect to
     */
    static URI of(String host, int port) {
        return URI.create("http://" + reachable(host) + ":" + port);
    }

    private static String reachable(String host) {
        if (!host.contains(":")) {
            return host.equals("0.0.0.0") ? "127.0.0.1" : host;
        }
        return InetAddress.ofLiteral(host) instanceof Inet6Address address
                        && address.isAnyLocalAddress()
                ? "[::1]"
                // A zone is told from its address by a percent sign (RFC 6874).
                : "[" + host.replace("%", "%25") + "]";
    }
}
