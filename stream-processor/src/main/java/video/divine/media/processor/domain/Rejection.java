package video.divine.media.processor.domain;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Why a command had no effect: a closed list, each with what the caller needs to go on. */
public sealed interface Rejection {
    /**
     * An alias belongs to a video or is held by somebody else's open reservation.
     *
     * @param fields the aliases in the way
     * @param uids the videos that hold them, where one is bound
     * @param retryAt when an open reservation in the way ends; empty where all are bound
     */
    record AliasTaken(Set<AliasKind> fields, Map<AliasKind, Uid> uids, Optional<Instant> retryAt)
            implements Rejection {
        public AliasTaken {
            fields = Set.copyOf(fields);
            uids = Map.copyOf(uids);
        }
    }

    /** The publisher has used up the hour. */
    record QuotaExceeded(QuotaStatus quota) implements Rejection {}

    /** The very same command is being worked on. */
    record InProgress(Instant leaseUntil) implements Rejection {}

    /** An alias is held by another open reservation of the same publisher. */
    record UploadInProgress(Set<AliasKind> fields, Instant leaseUntil) implements Rejection {
        public UploadInProgress {
            fields = Set.copyOf(fields);
        }
    }

    /** The reservation that the command speaks of is not open, or of another attempt. */
    record ReservationGone() implements Rejection {}

    /** No such video. */
    record NotFound() implements Rejection {}

    /** The video belongs to somebody else. */
    record NotOwner() implements Rejection {}

    /** The video can hold no alias any more. */
    record VideoClosed(Closure closure) implements Rejection {}

    /** The video has another alias of that kind already. */
    record AlreadySet(Set<AliasKind> fields) implements Rejection {
        public AlreadySet {
            fields = Set.copyOf(fields);
        }
    }

    /** The command id was used with another body. */
    record CommandReused() implements Rejection {}

    /** The account's storage at Stream has no room for what the upload would reserve. */
    record StorageFull() implements Rejection {}
}
