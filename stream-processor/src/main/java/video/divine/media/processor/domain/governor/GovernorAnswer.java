package video.divine.media.processor.domain.governor;

import video.divine.media.processor.domain.CommandId;

import java.time.Instant;
import java.util.Optional;

/** What a governor command is answered. */
public sealed interface GovernorAnswer {
    /**
     * The answer to a request for calls.
     *
     * @param calls how many may be made; 0 where none is left
     * @param until by when they must have begun
     * @param retryAt when to ask again; empty where some are granted
     */
    record Leased(CommandId id, int calls, Instant until, Optional<Instant> retryAt)
            implements GovernorAnswer {}

    /** The budget is up to date. */
    record Noted() implements GovernorAnswer {}
}
