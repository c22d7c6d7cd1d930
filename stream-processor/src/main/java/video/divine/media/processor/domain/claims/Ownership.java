package video.divine.media.processor.domain.claims;

import video.divine.media.processor.domain.Aliases;
import video.divine.media.processor.domain.Closure;
import video.divine.media.processor.domain.Pubkey;

import java.util.Optional;

/**
 * Whose a video is, and what it holds.
 *
 * @param closure why it can hold no alias any more; empty while it can
 */
public record Ownership(Pubkey owner, Aliases aliases, Optional<Closure> closure) {
    static Ownership open(Pubkey owner, Aliases aliases) {
        return new Ownership(owner, aliases, Optional.empty());
    }

    Ownership with(Aliases added) {
        return new Ownership(owner, aliases.with(added), closure);
    }

    Ownership closed(Closure reason) {
        return new Ownership(owner, Aliases.none(), Optional.of(reason));
    }
}
