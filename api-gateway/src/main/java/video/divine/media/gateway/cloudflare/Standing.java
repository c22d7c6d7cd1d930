package video.divine.media.gateway.cloudflare;

import java.time.Duration;

/**
 * How this process stands with Stream, for its operators.
 *
 * @param breaker closed, open or half_open
 * @param leased calls that could go at once
 * @param pause for how long none goes, zero where they do
 */
public record Standing(String breaker, int leased, Duration pause) {}
