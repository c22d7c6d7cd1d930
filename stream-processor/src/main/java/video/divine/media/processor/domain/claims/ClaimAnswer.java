package video.divine.media.processor.domain.claims;

import video.divine.media.processor.domain.Aliases;
import video.divine.media.processor.domain.CommandId;
import video.divine.media.processor.domain.Pubkey;
import video.divine.media.processor.domain.QuotaStatus;
import video.divine.media.processor.domain.Rejection;
import video.divine.media.processor.domain.Uid;
import video.divine.media.processor.domain.claims.ClaimCommand.Ticket;

import java.time.Instant;

/** What a claim command is answered. Answers about a video go on to the video's state machine. */
public sealed interface ClaimAnswer {
    /** Stream may be asked for an upload link. */
    record Granted(CommandId id, int attempt, Instant leaseUntil, QuotaStatus quota)
            implements ClaimAnswer {}

    /** The upload is a video. */
    record Registered(
            CommandId id,
            Pubkey owner,
            Instant createdAt,
            Ticket ticket,
            Aliases aliases,
            QuotaStatus quota,
            boolean replay)
            implements ClaimAnswer {}

    /** The aliases are the video's. */
    record Attached(CommandId id, Uid uid, Aliases aliases, boolean replay)
            implements ClaimAnswer {}

    /** The video's aliases are free, now or before; its deletion is the video's to begin. */
    record Closed(CommandId id, Uid uid, Pubkey owner) implements ClaimAnswer {}

    /** The reservation is gone, now or before. */
    record Cancelled(CommandId id) implements ClaimAnswer {}

    /** The video's aliases are free. */
    record Released() implements ClaimAnswer {}

    /** The ledger is up to date. */
    record Booked() implements ClaimAnswer {}

    /**
     * Due deadlines have passed.
     *
     * @param more the batch was full: another tick is wanted at once
     */
    record Ticked(boolean more) implements ClaimAnswer {}

    /** Nothing was done. */
    record Refused(CommandId id, Rejection rejection, boolean replay) implements ClaimAnswer {}
}
