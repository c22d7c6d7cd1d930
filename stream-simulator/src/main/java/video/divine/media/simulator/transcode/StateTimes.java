package video.divine.media.simulator.transcode;

import java.time.Duration;

/**
 * How long a video is at least in a state, however quick the encoder was. Real time, not that of
 * the simulator's clock, counted anew after a start. A video that is encoded meanwhile keeps no
 * other one from it; the notice of the end goes when the state is left.
 *
 * @param queued from the upload on
 * @param inProgress from the beginning of the attempt that decides on
 */
public record StateTimes(Duration queued, Duration inProgress) {
    public StateTimes {
        if (queued.isNegative() || inProgress.isNegative()) {
            throw new IllegalArgumentException(
                    "Expected times in a state of at least 0, but got "
                            + queued
                            + " and "
                            + inProgress);
        }
    }

    /** As soon as the work is done. */
    public static StateTimes shortest() {
        return new StateTimes(Duration.ZERO, Duration.ZERO);
    }
}
