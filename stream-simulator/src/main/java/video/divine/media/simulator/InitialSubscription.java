package video.divine.media.simulator;

import java.net.URI;

/**
 * The webhook subscription a simulator starts with.
 *
 * @param secret kept exactly as it is, so that a receiver can be configured with it beforehand
 */
public record InitialSubscription(URI notificationUrl, String secret) {
    @Override
    public String toString() {
        return "InitialSubscription[" + notificationUrl + "]";
    }
}
