package video.divine.media.processor.domain.claims;

import video.divine.media.processor.domain.Alias;
import video.divine.media.processor.domain.CommandId;
import video.divine.media.processor.domain.Pubkey;
import video.divine.media.processor.domain.Uid;

/** The rows that an event changes. */
public interface ClaimsRows extends ClaimsView {
    void hold(Alias alias, AliasHolder holder);

    void free(Alias alias);

    void remember(CommandId id, Remembered decision);

    void forget(CommandId id);

    void use(Pubkey pubkey, QuotaUse use);

    void own(Uid uid, Ownership ownership);

    void book(Ledger ledger);

    void schedule(Deadline deadline);

    void unschedule(Deadline deadline);
}
