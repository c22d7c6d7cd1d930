package video.divine.media.processor.domain.claims;

import video.divine.media.processor.domain.Aliases;
import video.divine.media.processor.domain.Closure;
import video.divine.media.processor.domain.CommandId;
import video.divine.media.processor.domain.Pubkey;
import video.divine.media.processor.domain.Rejection;
import video.divine.media.processor.domain.Uid;
import video.divine.media.processor.domain.claims.ClaimCommand.Ticket;

import java.time.Duration;
import java.time.Instant;

/** What happened to claims. The claims log keeps the commands; these facts live in the stores. */
public sealed interface ClaimEvent {
    /**
     * A slot of the hour is taken and the aliases are held until the lease ends.
     *
     * @param attempt 1, or one more than the last that was cancelled
     * @param seconds of the account's storage that are reserved
     */
    record UploadReserved(
            Request request,
            Pubkey pubkey,
            Aliases aliases,
            int attempt,
            Instant leaseUntil,
            Instant createdAt,
            long hour,
            int seconds)
            implements ClaimEvent {}

    /**
     * The lease of an earlier attempt ended without a word; another attempt goes on, with what the
     * first one reserved.
     */
    record UploadReservedAgain(CommandId id, int attempt, Instant leaseUntil, long hour)
            implements ClaimEvent {}

    /** The reservation became a video. */
    record UploadConfirmed(CommandId id, Ticket ticket, Instant keepUntil) implements ClaimEvent {}

    /** The reservation is gone; its aliases and its seconds of storage are free. */
    record UploadCancelled(CommandId id, GivenBack givenBack, Instant keepUntil)
            implements ClaimEvent {}

    /** What a publisher has back of a cancelled upload, each in the hour it came from. */
    enum GivenBack {
        NOTHING,
        SLOT,
        SLOT_AND_ATTEMPT
    }

    /**
     * A video has more aliases.
     *
     * @param added those that it did not have; may be none
     */
    record AliasesBound(Request request, Uid uid, Aliases asked, Aliases added, Instant keepUntil)
            implements ClaimEvent {}

    /** A refusal that is to be repeated as it was. */
    record CommandRefused(Request request, Rejection rejection, Instant keepUntil)
            implements ClaimEvent {}

    /** The aliases of a video are free. */
    record VideoReleased(Uid uid, Closure reason) implements ClaimEvent {}

    /** What a video takes of the account's storage is known, or known anew. */
    record UploadSettled(Uid uid, Duration used) implements ClaimEvent {}

    /** Stream said what the account's storage is. */
    record StorageRecorded(Ledger.Report report) implements ClaimEvent {}

    /** A decision is old enough to be forgotten. */
    record DecisionForgotten(CommandId id) implements ClaimEvent {}

    /** A deadline was looked at. */
    record DeadlinePassed(Deadline deadline) implements ClaimEvent {}
}
