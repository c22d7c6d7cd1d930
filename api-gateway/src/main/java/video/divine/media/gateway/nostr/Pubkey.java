package video.divine.media.gateway.nostr;

import java.util.regex.Pattern;

/**
 * A Nostr public key.
 *
 * @param hex 64 lower-case hex digits; whether it is a point of the curve is not checked
 */
public record Pubkey(String hex) {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    public Pubkey {
        if (!isHex(hex)) {
            throw new IllegalArgumentException("Expected 64 lower-case hex digits");
        }
    }

    /** What a caller wrote where a public key belongs. */
    public sealed interface Parsed {
        /** A key in either spelling. */
        record Accepted(Pubkey pubkey) implements Parsed {}

        /**
         * Not a key.
         *
         * @param reason a sentence for the caller, which never repeats the input: it may be a
         *     secret key
         */
        record Refused(String reason) implements Parsed {}
    }

    /** Reads 64 lower-case hex digits or an {@code npub} (NIP-19). */
    public static Parsed parse(String text) {
        return isHex(text) ? new Parsed.Accepted(new Pubkey(text)) : Npub.decode(text);
    }

    /** The key as {@code npub1…} (NIP-19). */
    public String npub() {
        return Npub.encode(this);
    }

    static boolean isHex(String text) {
        return HEX.matcher(text).matches();
    }
}
