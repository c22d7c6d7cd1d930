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
public record Ownership(Pubkey owner, Aliases aliases, Optional<Closure> closure) {}
