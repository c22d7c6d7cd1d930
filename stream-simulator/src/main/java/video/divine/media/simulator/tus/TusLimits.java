package video.divine.media.simulator.tus;

import java.time.Duration;

/**
 * Bounds of a resumable upload. Those of the chunks and the file are Cloudflare's (facts, sections
 * 0 and 2.2).
 *
 * @param defaultExpiry from now, when the metadata names none; a sample of Cloudflare's shows a day
 * @param longestExpiry from now; ours, since no source names one
 * @param smallestChunk bytes, of every chunk but the last one
 * @param largestChunk bytes
 * @param chunkMultiple bytes, of which every chunk but the last one is a multiple
 * @param largestFile bytes
 */
public record TusLimits(
        Duration defaultExpiry,
        Duration longestExpiry,
        long smallestChunk,
        long largestChunk,
        long chunkMultiple,
        long largestFile) {

    public static TusLimits defaults() {
        return new TusLimits(
                Duration.ofDays(1),
                Duration.ofDays(1),
                5_242_880,
                209_715_200,
                262_144,
                30_000_000_000L);
    }
}
