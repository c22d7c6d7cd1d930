package video.divine.media.simulator.api;

import java.time.Duration;

/**
 * Bounds of an upload link. The durations are those of Stream's older documentation, on which the
 * current one is silent.
 *
 * @param defaultExpiry from now, when the request names none
 * @param shortestExpiry from now
 * @param longestExpiry from now
 * @param largestFile bytes; beyond it only resumable uploads are allowed
 */
public record UploadLimits(
        Duration defaultExpiry, Duration shortestExpiry, Duration longestExpiry, long largestFile) {

    public static UploadLimits defaults() {
        return new UploadLimits(
                Duration.ofMinutes(30), Duration.ofMinutes(2), Duration.ofHours(6), 200_000_000L);
    }
}
