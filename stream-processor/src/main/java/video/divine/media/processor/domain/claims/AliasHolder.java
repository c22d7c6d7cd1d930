package video.divine.media.processor.domain.claims;

import video.divine.media.processor.domain.CommandId;
import video.divine.media.processor.domain.Pubkey;
import video.divine.media.processor.domain.Uid;

import java.time.Instant;

/** Who holds an alias. A free alias has no row. */
public sealed interface AliasHolder {
    /** An open reservation. */
    record Reserved(CommandId by, Pubkey pubkey, Instant leaseUntil) implements AliasHolder {}

    /** A video. */
    record Bound(Uid uid) implements AliasHolder {}
}
