package video.divine.media.gateway.canonical;

import video.divine.media.service.digest.Sha256;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A name of a video in its canonical form: two texts that mean the same name give equal aliases.
 *
 * @param value 64 lower-case hex digits, a Vine id, or a canonical URL
 */
public record Alias(AliasKind kind, String value) {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern SHA256_ANY_CASE = Pattern.compile("[0-9a-fA-F]{64}");
    private static final Pattern VINE_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    public Alias {
        if (!isCanonical(kind, value)) {
            throw new IllegalArgumentException("Expected the canonical form of " + kind.field());
        }
    }

    /** What a text turned out to be. */
    public sealed interface Parsed {
        /** An alias in its canonical form. */
        record Accepted(Alias alias) implements Parsed {}

        /**
         * Not an alias of that kind.
         *
         * @param detail a sentence that repeats no input
         */
        record Refused(AliasKind kind, String detail) implements Parsed {
            /** The {@code reason} of the 400, such as {@code invalid_sha256}. */
            public String reason() {
                return kind.refusalReason();
            }
        }
    }

    /** Reads what a client wrote into {@link AliasKind#field()}. */
    public static Parsed parse(AliasKind kind, String text) {
        return switch (kind) {
            case SHA256 -> sha256(text);
            case VINE -> vine(text);
            case URL -> url(text);
        };
    }

    /** 64 hex digits; upper case is accepted and lowered. */
    public static Parsed sha256(String text) {
        return SHA256_ANY_CASE.matcher(text).matches()
                ? new Parsed.Accepted(new Alias(AliasKind.SHA256, text.toLowerCase(Locale.ROOT)))
                : new Parsed.Refused(AliasKind.SHA256, "Expected 64 hex digits");
    }

    /** 1 to 64 letters, digits, hyphens and underscores. */
    public static Parsed vine(String text) {
        return VINE_ID.matcher(text).matches()
                ? new Parsed.Accepted(new Alias(AliasKind.VINE, text))
                : new Parsed.Refused(
                        AliasKind.VINE,
                        "Expected 1 to 64 of the letters A-Z and a-z, digits, - and _");
    }

    /** Any absolute http or https URL that a browser would follow, see {@link CanonicalUrl}. */
    public static Parsed url(String text) {
        return switch (CanonicalUrl.parse(text)) {
            case CanonicalUrl.Parsed.Accepted(var url) ->
                    new Parsed.Accepted(new Alias(AliasKind.URL, url.text()));
            case CanonicalUrl.Parsed.Refused(var refusal) ->
                    new Parsed.Refused(AliasKind.URL, refusal.detail());
        };
    }

    /**
     * The key of this alias in topics and stores: {@code sha256:<64 hex digits>}, {@code vine:<id>}
     * or {@code url:<SHA-256 of the canonical URL>}.
     */
    public String key() {
        return kind.keyPrefix()
                + switch (kind) {
                    case SHA256, VINE -> value;
                    case URL -> Sha256.hex(value);
                };
    }

    private static boolean isCanonical(AliasKind kind, String value) {
        return switch (kind) {
            case SHA256 -> SHA256.matcher(value).matches();
            case VINE -> VINE_ID.matcher(value).matches();
            case URL -> CanonicalUrl.isCanonical(value);
        };
    }
}
