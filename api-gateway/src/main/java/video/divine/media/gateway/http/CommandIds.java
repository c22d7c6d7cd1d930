package video.divine.media.gateway.http;

import video.divine.media.avro.CommandSource;
import video.divine.media.gateway.nostr.Pubkey;
import video.divine.media.service.digest.Sha256;

/**
 * The identity under which a caller may repeat a command. It is stored: changing it is a migration.
 */
final class CommandIds {
    private CommandIds() {}

    /**
     * The command id, 64 hex characters.
     *
     * @param route method and path, the uid in it included: the same key for another video is
     *     another command
     * @param value NIP-98 event id or Idempotency-Key
     */
    static String of(Pubkey pubkey, String route, CommandSource source, String value) {
        var word =
                switch (source) {
                    case NIP98 -> "nip98";
                    case IDEMPOTENCY_KEY -> "key";
                };
        // Neither a path nor a key can hold a line feed, so no two commands share a preimage.
        var preimage = String.join("\n", pubkey.hex(), route, word, value);
        return Sha256.hex(preimage);
    }
}
