package video.divine.media.simulator.copy;

import java.net.InetAddress;
import java.net.URI;

/**
 * Where a file is to be fetched.
 *
 * @param url http or https; it may hold a signature, so {@link #toString} does not tell it
 * @param address of its host, found good; nothing else is connected to
 */
record Origin(URI url, InetAddress address) {
    @Override
    public String toString() {
        return "Origin[" + url.getHost() + "]";
    }
}
