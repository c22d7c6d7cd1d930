package video.divine.media.processor.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * The answer to one command, for the one who waits for it.
 *
 * @param replay an earlier decision is repeated
 */
public record Outcome(ReplyTo replyTo, CommandId commandId, boolean replay, Body body) {
    /** What was decided. */
    public sealed interface Body {}

    /** Stream may be asked for an upload link. */
    public record Granted(int attempt, Instant leaseUntil, QuotaStatus quota) implements Body {}

    /**
     * The upload is owned and readable.
     *
     * @param uploadUrl the one-time link: a bearer secret, which {@link #toString} leaves out
     */
    public record Registered(
            Uid uid, Pubkey owner, String uploadUrl, Instant expiresAt, QuotaStatus quota)
            implements Body {
        @Override
        public String toString() {
            return "Registered[uid=" + uid + ", owner=" + owner + "]";
        }
    }

    /** The reservation is gone. */
    public record Cancelled() implements Body {}

    /**
     * The aliases are bound and readable.
     *
     * @param aliases all that the video has
     */
    public record Attached(Uid uid, Aliases aliases) implements Body {}

    /** The video is being deleted. */
    public record DeletionAccepted(Uid uid) implements Body {}

    /** Stream is being asked about the video. */
    public record CheckScheduled(Uid uid) implements Body {}

    /**
     * Calls to Stream, to be made soon.
     *
     * @param calls how many may be made; 0 where none is left
     * @param until by when they must have begun
     * @param retryAt where none is left: when to ask again
     */
    public record CallsLeased(int calls, Instant until, Optional<Instant> retryAt)
            implements Body {}

    /** Nothing was done. */
    public record Refused(Rejection rejection) implements Body {}
}
