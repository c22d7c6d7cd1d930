package video.divine.media.processor.domain;

/** A publisher's Nostr public key: 64 lower-case hex characters (NIP-01). */
public record Pubkey(String hex) {
    public Pubkey {
        Hex.requireSha256Length(hex, "pubkey");
    }

    @Override
    public String toString() {
        return hex;
    }
}
