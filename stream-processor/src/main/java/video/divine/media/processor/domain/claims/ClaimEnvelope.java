package video.divine.media.processor.domain.claims;

import video.divine.media.processor.domain.ReplyTo;

import java.util.Optional;

/**
 * A record of the claims log.
 *
 * @param replyTo who waits, if anybody
 */
public record ClaimEnvelope(Optional<ReplyTo> replyTo, ClaimCommand command) {
    /** A command that nobody waits for. */
    public static ClaimEnvelope of(ClaimCommand command) {
        return new ClaimEnvelope(Optional.empty(), command);
    }
}
