package video.divine.media.processor.domain;

/**
 * The identity under which a caller may repeat a command: sha256 of pubkey, route and NIP-98 event
 * id or Idempotency-Key, as 64 lower-case hex characters.
 */
public record CommandId(String hex) {
    public CommandId {
        Hex.requireSha256Length(hex, "command id");
    }

    @Override
    public String toString() {
        return hex;
    }
}
