package video.divine.media.gateway.video;

import java.time.Duration;

/**
 * What an upload may be, and how long a POST may take.
 *
 * @param quotaPerHour uploads of one publisher in a clock hour
 * @param streamDeadline all work at Stream for one POST; inside the reservation's lease of 20 s, so
 *     that two gateways can never confirm two tickets for one command
 */
public record UploadSettings(int quotaPerHour, Duration streamDeadline) {
    public static final int DEFAULT_QUOTA_PER_HOUR = 30;
    public static final Duration DEFAULT_STREAM_DEADLINE = Duration.ofSeconds(15);

    public UploadSettings {
        if (quotaPerHour < 1) {
            throw new IllegalArgumentException("Expected a quota of at least one upload an hour");
        }
        if (streamDeadline.isNegative()
                || streamDeadline.isZero()
                || streamDeadline.compareTo(DEFAULT_STREAM_DEADLINE) > 0) {
            throw new IllegalArgumentException(
                    "Expected a Stream deadline above zero and up to 15 s, the lease being 20 s");
        }
    }
}
