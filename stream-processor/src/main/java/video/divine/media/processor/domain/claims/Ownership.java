package video.divine.media.processor.domain.claims;

import video.divine.media.processor.domain.Aliases;
import video.divine.media.processor.domain.Closure;
import video.divine.media.processor.domain.Pubkey;

import java.util.Optional;

/**
 * Whose a video is, and what it holds.
 *
 * @param closure why it can hold no alias any more; empty while it can
 * @param storage what it has of the account's storage
 */
public record Ownership(Pubkey owner, Aliases aliases, Optional<Closure> closure, Share storage) {
    static Ownership open(Pubkey owner, Aliases aliases, Share storage) {
        return new Ownership(owner, aliases, Optional.empty(), storage);
    }

    Ownership with(Aliases added) {
        return new Ownership(owner, aliases.with(added), closure, storage);
    }

    Ownership closed(Closure reason) {
        return new Ownership(owner, Aliases.none(), Optional.of(reason), storage);
    }

    Ownership settled(Share share) {
        return new Ownership(owner, aliases, closure, share);
    }
}
