package video.divine.media.processor.domain;

import java.time.Instant;

/**
 * A publisher's uploads of one clock hour, by the log's time.
 *
 * @param limit uploads that the hour allows
 * @param used uploads of the hour so far
 * @param resetAt when the next hour begins
 */
public record QuotaStatus(int limit, int used, Instant resetAt) {}
