package video.divine.media.simulator.webhook;

import java.net.URI;
import java.time.Instant;

/**
 * Where the account hears of finished videos.
 *
 * @param secret its UTF-8 bytes are the HMAC key; never logged
 */
public record Subscription(URI notificationUrl, String secret, Instant modified) {
    @Override
    public String toString() {
        return "Subscription[" + notificationUrl + ", " + modified + "]";
    }
}
