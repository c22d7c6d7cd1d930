package video.divine.media.processor.domain.claims;

import video.divine.media.processor.domain.Aliases;
import video.divine.media.processor.domain.Closure;
import video.divine.media.processor.domain.CommandId;
import video.divine.media.processor.domain.Pubkey;
import video.divine.media.processor.domain.Text;
import video.divine.media.processor.domain.Uid;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What the claims log can hold. */
public sealed interface ClaimCommand {
    /**
     * Asks for an upload slot and for aliases, all or nothing.
     *
     * @param quotaPerHour the limit of this decision; it travels along so that a replay decides
     *     alike
     * @param seconds what it reserves of the account's storage
     * @param storageLimitSeconds the limit of this decision; empty where the deployment sets none
     */
    record ReserveUpload(
            Request request,
            Pubkey pubkey,
            Aliases aliases,
            int quotaPerHour,
            int seconds,
            Optional<Double> storageLimitSeconds)
            implements ClaimCommand {
        public ReserveUpload {
            Storage.requirePlausible(seconds);
            storageLimitSeconds.ifPresent(Storage::requirePlausible);
            if (quotaPerHour < 1) {
                throw new IllegalArgumentException("Expected a quota of at least 1 an hour");
            }
        }
    }

    /**
     * Turns the open reservation of one attempt into ownership.
     *
     * @param quotaPerHour only reported, not decided on
     */
    record ConfirmUpload(CommandId id, int attempt, Ticket ticket, int quotaPerHour)
            implements ClaimCommand {}

    /** Gives up the open reservation of one attempt. Never sent after a ConfirmUpload. */
    record CancelUpload(CommandId id, int attempt, Fault fault) implements ClaimCommand {}

    /** Adds aliases to a video of the caller. */
    record AttachAliases(Request request, Pubkey pubkey, Uid uid, Aliases aliases)
            implements ClaimCommand {
        public AttachAliases {
            if (aliases.isEmpty()) {
                throw new IllegalArgumentException("Expected at least one alias to attach");
            }
        }
    }

    /**
     * The owner's wish to delete: frees the video's aliases before the video hears of it. Repeating
     * it is harmless.
     */
    record RequestDeletion(CommandId id, Pubkey pubkey, Uid uid) implements ClaimCommand {}

    /** Frees the aliases of a video that can hold none any more. */
    record ReleaseVideo(Uid uid, Closure reason) implements ClaimCommand {}

    /**
     * What a video takes of the account's storage, now that it is known. The reservation of its
     * upload ends; a later one replaces this.
     *
     * @param seconds its length once it is ready; 0 once it failed, expired or is deleted
     */
    record SettleUpload(Uid uid, double seconds) implements ClaimCommand {
        public SettleUpload {
            Storage.requirePlausible(seconds);
        }
    }

    /**
     * What Stream itself says of the account's storage.
     *
     * @param usedSeconds by all videos of the account
     * @param limitSeconds empty where Stream names none
     */
    record RecordStorage(double usedSeconds, Optional<Double> limitSeconds)
            implements ClaimCommand {
        public RecordStorage {
            Storage.requirePlausible(usedSeconds);
            limitSeconds.ifPresent(Storage::requirePlausible);
        }
    }

    /** Lets due deadlines pass; the log time of this record is the clock. */
    record Tick() implements ClaimCommand {}

    /** Who caused a cancelled upload, and so what is given back. */
    enum Fault {
        /** Stream was asked in vain: the slot. */
        STREAM,
        /** Nothing reached Stream: the slot and the attempt. */
        STREAM_UNASKED,
        /** Nothing. */
        CALLER
    }

    /**
     * What Stream made for an upload.
     *
     * @param uploadUrl the one-time link: a bearer secret, which {@link #toString} leaves out
     * @param meta the client's own entries
     */
    record Ticket(Uid uid, String uploadUrl, Instant expiresAt, Map<String, String> meta) {
        public Ticket {
            Text.requireAtMost(Text.URL, uploadUrl, "upload URL");
            meta = Text.requireMeta(meta);
        }

        @Override
        public String toString() {
            return "Ticket[uid=" + uid + ", expiresAt=" + expiresAt + "]";
        }
    }
}
