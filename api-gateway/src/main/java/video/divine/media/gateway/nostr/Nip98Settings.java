package video.divine.media.gateway.nostr;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How strictly NIP-98 tokens are taken.
 *
 * @param publicBaseUrls where clients reach this service, such as {@code https://media.example};
 *     any of them may be signed. A {@code Host} or {@code X-Forwarded-*} header is never believed.
 * @param maxAge how far {@code created_at} may lie in the past or the future, inclusive; at most
 *     {@link #LONGEST_MAX_AGE}
 * @param payloadRequired whether a request with a body must sign its hash
 * @param portAndQueryOptional whether {@code u} may lack both port and query, as Divine's mobile
 *     app of 2025 signs it
 */
public record Nip98Settings(
        List<String> publicBaseUrls,
        Duration maxAge,
        boolean payloadRequired,
        boolean portAndQueryOptional) {
    /** NIP-98 suggests 60 seconds. */
    public static final Duration DEFAULT_MAX_AGE = Duration.ofSeconds(60);

    /** Divine's mobile app of 2025 uses one token for ten minutes. */
    public static final Duration DIVINE_MOBILE_MAX_AGE = Duration.ofMinutes(10);

    /**
     * A token lives for twice the maximum age, and a replay is known only while the decision under
     * it is remembered: 25 minutes, see {@code CommandSource} of the stream processor.
     */
    public static final Duration LONGEST_MAX_AGE = Duration.ofMinutes(10);

    public Nip98Settings {
        if (publicBaseUrls.isEmpty()) {
            throw new IllegalArgumentException(
                    "Expected at least one public base URL (MEDIA_PUBLIC_BASE_URL)");
        }
        if (maxAge.isNegative() || maxAge.isZero()) {
            throw new IllegalArgumentException("Expected a NIP-98 max age above zero");
        }
        if (maxAge.compareTo(LONGEST_MAX_AGE) > 0) {
            throw new IllegalArgumentException(
                    "Expected a NIP-98 max age of at most "
                            + LONGEST_MAX_AGE
                            + ", as a token lives for twice that and decisions are remembered for"
                            + " 25 minutes, but it is "
                            + maxAge);
        }
        publicBaseUrls = publicBaseUrls.stream().map(Nip98Settings::baseUrl).toList();
    }

    /** The strict profile: 60 seconds either way, the hash of a body required. */
    public static Nip98Settings strict(List<String> publicBaseUrls) {
        return new Nip98Settings(publicBaseUrls, DEFAULT_MAX_AGE, true, false);
    }

    /**
     * What Divine's mobile app of 2025 needs: no payload, a token for ten minutes, no port and no
     * query in {@code u}. Such a token says nothing about the body, so it is safe only where a
     * command is bound to the body it first came with.
     */
    public static Nip98Settings divineMobile(List<String> publicBaseUrls) {
        return new Nip98Settings(publicBaseUrls, DIVINE_MOBILE_MAX_AGE, false, true);
    }

    private static String baseUrl(String text) {
        var trimmed = text.strip();
        var base = trimmed.endsWith("/") ? trimmed.substring(0, trimmed.length() - 1) : trimmed;
        if (!isBaseUrl(base)) {
            // Not repeated: what does not belong there may be a password.
            throw new IllegalArgumentException(
                    "Expected a public base URL such as https://media.example, without user info,"
                            + " query or fragment");
        }
        return base;
    }

    private static boolean isBaseUrl(String text) {
        try {
            var url = URI.create(text);
            var scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
            return (scheme.equals("http") || scheme.equals("https"))
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null;
        } catch (IllegalArgumentException notAUrl) {
            return false;
        }
    }
}
