package video.divine.media.gateway.webhook;

import java.net.URI;
import java.time.Duration;

/**
 * Where Stream's webhooks shall go.
 *
 * @param url of {@code /v1/stream/webhook} as Stream reaches it
 * @param every how often that is checked
 * @param repair whether a subscription to another place, or none, is set right. An account has one
 *     subscription: where two installations repair, each takes it from the other
 * @param secretGrace how long a secret is taken after Stream told another one
 */
public record SubscriptionSettings(URI url, Duration every, boolean repair, Duration secretGrace) {
    private static final Duration SHORTEST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofDays(1);

    public SubscriptionSettings {
        var scheme = url.getScheme();
        if (!("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))
                || url.getHost() == null
                || url.getRawUserInfo() != null
                || url.getRawFragment() != null) {
            // Not repeated: somebody may have put a password into it.
            throw new IllegalArgumentException(
                    "Expected a webhook URL such as https://media.example/v1/stream/webhook, but it"
                            + " is something else");
        }
        if (every.compareTo(SHORTEST) < 0 || every.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "Expected a webhook check every 10 s to 24 h, but it is every " + every);
        }
        if (secretGrace.isNegative() || secretGrace.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "Expected a webhook secret's grace of 0 to 24 h, but it is " + secretGrace);
        }
    }
}
