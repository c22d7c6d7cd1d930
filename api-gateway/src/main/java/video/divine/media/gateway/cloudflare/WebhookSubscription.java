package video.divine.media.gateway.cloudflare;

import java.util.Optional;

/**
 * The one subscription of an account (Cloudflare: "Use webhooks").
 *
 * @param url where Stream sends its webhooks
 * @param secret that it signs them with; another one after each change of the URL
 */
public record WebhookSubscription(String url, Optional<String> secret) {
    /** Without the secret, and without the URL, in which there may be one. */
    @Override
    public String toString() {
        return "WebhookSubscription[url=***, secret=***]";
    }
}
