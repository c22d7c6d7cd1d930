package video.divine.media.gateway.nostr;

import java.util.List;
import java.util.Optional;

/**
 * A signed Nostr event (NIP-01). The record holds what was stated: neither {@code id} nor {@code
 * sig} has been checked.
 *
 * @param id 64 lower-case hex digits, the stated event id
 * @param pubkey 64 lower-case hex digits, the author's x-only public key
 * @param createdAt seconds since the epoch
 * @param kind 0 to 65,535
 * @param tags each tag holds at least one string, its name
 * @param content any text
 * @param sig 128 lower-case hex digits, a BIP-340 signature of the id
 */
public record NostrEvent(
        String id,
        String pubkey,
        long createdAt,
        int kind,
        List<List<String>> tags,
        String content,
        String sig) {
    public NostrEvent {
        tags = tags.stream().map(List::copyOf).toList();
    }

    /** The event without the two members that are derived from the others. */
    public UnsignedEvent unsigned() {
        return new UnsignedEvent(pubkey, createdAt, kind, tags, content);
    }

    /**
     * The id these fields really have, which the stated one must equal; empty when a string holds a
     * lone surrogate and therefore has no UTF-8 form.
     */
    public Optional<String> computedId() {
        return unsigned().id();
    }

    /** A signature is a bearer token for as long as NIP-98 accepts it, so it is not printed. */
    @Override
    public String toString() {
        return "NostrEvent[id=" + id + ", pubkey=" + pubkey + ", kind=" + kind + "]";
    }
}
