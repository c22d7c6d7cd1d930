package video.divine.media.simulator.transcode;

import java.util.ArrayList;
import java.util.List;

/**
 * Chooses the quality levels of a video: Stream's 360p to 1080p, counted on the shorter side so
 * that a portrait clip gets what its landscape twin gets, and never above the source.
 */
public final class Ladder {
    private record Rung(int shortSide, int bitsPerSecond) {}

    private static final List<Rung> RUNGS =
            List.of(
                    new Rung(1080, 4_500_000),
                    new Rung(720, 2_500_000),
                    new Rung(480, 1_200_000),
                    new Rung(360, 700_000));

    private static final int LOWEST_BIT_RATE = 700_000;

    /** Below 16 pixels OpenH264 refuses to start. */
    private static final int SMALLEST_SIDE = 16;

    private Ladder() {}

    /** Best first, at least one: a source below the lowest rung keeps its own size. */
    public static List<Rendition> of(int width, int height) {
        var renditions = new ArrayList<Rendition>();
        var shortSide = Math.min(width, height);
        for (var rung : RUNGS) {
            if (rung.shortSide() <= shortSide) {
                renditions.add(scaled(width, height, rung.shortSide(), rung.bitsPerSecond()));
            }
        }
        if (renditions.isEmpty()) {
            renditions.add(scaled(width, height, shortSide, LOWEST_BIT_RATE));
        }
        return List.copyOf(renditions);
    }

    private static Rendition scaled(int width, int height, int shortSide, int bitsPerSecond) {
        var factor = (double) shortSide / Math.min(width, height);
        return new Rendition(even(width * factor), even(height * factor), bitsPerSecond);
    }

    /** Rounded down: one pixel more would be above the source. */
    private static int even(double side) {
        // 853.9999… is meant to be 854; without the nudge it would lose two pixels.
        return Math.max(SMALLEST_SIDE, (int) (side + 0.001) / 2 * 2);
    }
}
