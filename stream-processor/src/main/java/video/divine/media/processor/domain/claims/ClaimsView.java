package video.divine.media.processor.domain.claims;

import video.divine.media.processor.domain.Alias;
import video.divine.media.processor.domain.CommandId;
import video.divine.media.processor.domain.Pubkey;
import video.divine.media.processor.domain.Uid;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The rows that a decision may look at. */
public interface ClaimsView {
    Optional<AliasHolder> holder(Alias alias);

    Optional<Remembered> decision(CommandId id);

    /** Zero use where nothing is stored. */
    QuotaUse quota(Pubkey pubkey);

    Optional<Ownership> ownership(Uid uid);

    /** {@link Ledger#EMPTY} where nothing is stored. */
    Ledger ledger();

    /** Deadlines up to {@code now}, the earliest first, at most {@code limit}. */
    List<Deadline> due(Instant now, int limit);
}
