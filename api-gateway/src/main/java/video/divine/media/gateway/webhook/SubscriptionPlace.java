package video.divine.media.gateway.webhook;

import video.divine.media.gateway.canonical.CanonicalUrl;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where Stream sends its webhooks, as far as is known. */
sealed interface SubscriptionPlace {
    /** Stream did not say yet. */
    record Unknown() implements SubscriptionPlace {}

    /** To this service. */
    record Here() implements SubscriptionPlace {}

    /** Stream has no subscription. */
    record Nowhere() implements SubscriptionPlace {}

    /**
     * To somebody else.
     *
     * @param shown the URL without what may be a secret
     */
    record Elsewhere(String shown) implements SubscriptionPlace {}

    /**
     * Where {@code stated} is, for whom {@code ours} is here. Stream need not give a URL back as it
     * was told it: what browsers take for the same is the same, and so is one with a slash at its
     * end.
     */
    static SubscriptionPlace of(String stated, URI ours) {
        var place = Spelling.canonical(stated);
        return place.isPresent() && place.equals(Spelling.canonical(ours.toString()))
                ? new Here()
                : new Elsewhere(shown(stated));
    }

    /**
     * Scheme, host and port, and eight digits that tell whether the rest is the same as another:
     * not only user info and query may hold a secret, the paths of chat services do.
     */
    static String shown(String url) {
        return Spelling.canonical(url).map(Spelling::shown).orElse("what is no URL");
    }

    /** The one spelling of a URL. */
    final class Spelling {
        private static final Pattern LAST_SLASH = Pattern.compile("^([^?]*[^/?])/(?=\\?|$)");
        private static final Pattern PARTS = Pattern.compile("(https?://[^/?]+)(.*)");

        private Spelling() {}

        private static Optional<String> canonical(String url) {
            return switch (CanonicalUrl.parse(url)) {
                case CanonicalUrl.Parsed.Accepted(var canonical) ->
                        Optional.of(LAST_SLASH.matcher(canonical.text()).replaceFirst("$1"));
                case CanonicalUrl.Parsed.Refused _ -> Optional.empty();
            };
        }

        private static String shown(String canonical) {
            var parts = PARTS.matcher(canonical);
            if (!parts.matches()) {
                throw new IllegalStateException("Expected a canonical URL");
            }
            var rest = parts.group(2);
            return parts.group(1) + "/" + (rest.isEmpty() ? "" : "…" + digits(rest));
        }

        private static String digits(String text) {
            try {
                var hash =
                        MessageDigest.getInstance("SHA-256")
                                .digest(text.getBytes(StandardCharsets.UTF_8));
                return HexFormat.of().formatHex(hash, 0, 4);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("Expected SHA-256, which every JVM has", e);
            }
        }
    }
}
