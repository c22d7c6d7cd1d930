package video.divine.media.processor.domain.claims;

import video.divine.media.processor.domain.Aliases;
import video.divine.media.processor.domain.Pubkey;
import video.divine.media.processor.domain.Rejection;
import video.divine.media.processor.domain.Uid;
import video.divine.media.processor.domain.claims.ClaimCommand.Ticket;

import java.time.Instant;

/** What is known of a command id. A decided one is repeated as it was, until it is forgotten. */
public sealed interface Remembered {
    CommandSource source();

    /** sha256 of the raw body that the command was first sent with. */
    String bodyHash();

    /**
     * An open reservation.
     *
     * @param seconds what it reserves of the account's storage
     */
    record Reserved(
            CommandSource source,
            String bodyHash,
            Pubkey pubkey,
            Aliases aliases,
            int attempt,
            Instant leaseUntil,
            Instant createdAt,
            long hour,
            int seconds)
            implements Remembered {
        /**
         * The hour that the attempt counts in: of its grant, which is the beginning of its lease.
         */
        long attemptHour() {
            return QuotaUse.hourOf(leaseUntil.minus(ClaimsDecider.LEASE));
        }

        /** The same reservation, one attempt later. */
        Reserved again(int nextAttempt, Instant nextLease) {
            return new Reserved(
                    source,
                    bodyHash,
                    pubkey,
                    aliases,
                    nextAttempt,
                    nextLease,
                    createdAt,
                    hour,
                    seconds);
        }
    }

    /** A command that is decided and kept for a while. */
    sealed interface Decided extends Remembered {
        /** When it may be forgotten. */
        Instant keepUntil();
    }

    /** An upload that became a video. */
    record Registered(
            CommandSource source,
            String bodyHash,
            Instant keepUntil,
            Pubkey owner,
            Aliases aliases,
            Instant createdAt,
            Ticket ticket)
            implements Decided {}

    /** Aliases that were attached. */
    record Attached(
            CommandSource source, String bodyHash, Instant keepUntil, Uid uid, Aliases aliases)
            implements Decided {}

    /** A refusal. */
    record Rejected(CommandSource source, String bodyHash, Instant keepUntil, Rejection rejection)
            implements Decided {}

    /**
     * A reservation that was given up: the same command starts afresh.
     *
     * @param attempt the one that was given up; the next is one higher, so that what a stalled
     *     gateway says of this one is not taken for it, and a ticket it left is looked for
     */
    record Cancelled(CommandSource source, String bodyHash, Instant keepUntil, int attempt)
            implements Decided {}
}
