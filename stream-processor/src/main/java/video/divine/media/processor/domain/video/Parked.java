package video.divine.media.processor.domain.video;

import java.time.Instant;

/**
 * A notice that came before the registration.
 *
 * @param at log time of the notice
 */
public record Parked(Notice notice, Instant at) {}
