package video.divine.media.simulator.signing;

import java.net.InetAddress;
import java.time.Instant;

/**
 * What a token that is in force says.
 *
 * @param uid of the one video it opens
 * @param keyId of the key that signed it
 * @param expiry from then on it opens nothing
 * @param downloadable whether it opens the video's downloads, too
 */
public record PlaybackToken(
        String uid, String keyId, Instant expiry, boolean downloadable, AccessRules rules) {
    public boolean admits(InetAddress client) {
        return rules.allow(client);
    }
}
