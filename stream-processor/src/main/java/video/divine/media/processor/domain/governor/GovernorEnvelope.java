package video.divine.media.processor.domain.governor;

import video.divine.media.processor.domain.ReplyTo;

import java.util.Optional;

/**
 * A record of the governor's log.
 *
 * @param replyTo who waits, if anybody
 */
public record GovernorEnvelope(Optional<ReplyTo> replyTo, GovernorCommand command) {
    /** A command that nobody waits for. */
    public static GovernorEnvelope of(GovernorCommand command) {
        return new GovernorEnvelope(Optional.empty(), command);
    }
}
