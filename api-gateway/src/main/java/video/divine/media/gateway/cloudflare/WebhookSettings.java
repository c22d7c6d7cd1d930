package video.divine.media.gateway.cloudflare;

import java.time.Duration;
import java.util.List;

/**
 * How webhook signatures are taken.
 *
 * @param secrets the active ones, current first: Cloudflare changes the secret whenever the URL of
 *     the subscription changes, and what was sent before still carries the previous one. Their
 *     UTF-8 bytes are the key; the hex digits they consist of are not decoded.
 * @param accepted which spelling of the header is read
 * @param maxSkew how far the signed time may lie in the past or the future, inclusive
 * @param sharedSecretFallback whether an {@code x-webhook-secret} header that equals a secret is
 *     good enough where there is no signature; for test installations only
 */
public record WebhookSettings(
        List<String> secrets, Accepted accepted, Duration maxSkew, boolean sharedSecretFallback) {
    /** Cloudflare leaves the age limit to the receiver; five minutes is the custom. */
    public static final Duration DEFAULT_MAX_SKEW = Duration.ofMinutes(5);

    /** Which spelling of the signature header is read. */
    public enum Accepted {
        CLOUDFLARE,
        SEED,
        ANY
    }

    public WebhookSettings {
        secrets = List.copyOf(secrets);
        if (secrets.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("Expected no webhook secret to be blank");
        }
        if (maxSkew.isNegative() || maxSkew.isZero()) {
            throw new IllegalArgumentException("Expected a webhook skew above zero");
        }
    }

    /** Either spelling, five minutes either way, no fallback. */
    public static WebhookSettings of(List<String> secrets) {
        return new WebhookSettings(secrets, Accepted.ANY, DEFAULT_MAX_SKEW, false);
    }

    @Override
    public String toString() {
        return "WebhookSettings[secrets="
                + secrets.size()
                + ", accepted="
                + accepted
                + ", maxSkew="
                + maxSkew
                + ", sharedSecretFallback="
                + sharedSecretFallback
                + "]";
    }
}
