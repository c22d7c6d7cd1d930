package video.divine.media.gateway.nostr;

import video.divine.media.gateway.nostr.Pubkey.Parsed;

import java.util.HexFormat;

/** The {@code npub} form of a public key: bech32 (BIP-173) as NIP-19 uses it. */
public final class Npub {
    private static final String PREFIX = "npub";
    private static final int KEY_BYTES = 32;

    private Npub() {}

    /** All of lower or all of upper case, as BIP-173 has it; no {@code nostr:} in front. */
    public static Parsed decode(String text) {
        return switch (Bech32.decode(text)) {
            case Bech32.Decoded.Broken(var reason) ->
                    new Parsed.Refused(
                            "Expected 64 lower-case hex digits or an npub, but " + reason);
            case Bech32.Decoded.Text(var prefix, _) when prefix.equals("nsec") ->
                    new Parsed.Refused(
                            "Expected a public key, but this is an nsec: a secret key, never to be"
                                    + " sent");
            case Bech32.Decoded.Text(var prefix, _) when !prefix.equals(PREFIX) ->
                    new Parsed.Refused("Expected an npub, but the bech32 prefix is another");
            case Bech32.Decoded.Text(_, var bytes) when bytes.size() != KEY_BYTES ->
                    new Parsed.Refused("Expected an npub of 32 bytes, but it has another length");
            case Bech32.Decoded.Text(_, var bytes) ->
                    new Parsed.Accepted(new Pubkey(HexFormat.of().formatHex(bytes.toByteArray())));
        };
    }

    /** Always lower case. */
    public static String encode(Pubkey pubkey) {
        return Bech32.encode(PREFIX, HexFormat.of().parseHex(pubkey.hex()));
    }
}
