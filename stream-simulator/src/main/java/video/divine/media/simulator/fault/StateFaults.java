package video.divine.media.simulator.fault;

import java.time.Duration;
import java.util.Optional;

/**
 * What happens to all videos.
 *
 * @param stuck the state that no video leaves while this is set; those that are refused at upload
 *     were never in it
 * @param missing for so long after its creation, by the simulator's clock, a video is in no get and
 *     no list
 */
public record StateFaults(Optional<StuckState> stuck, Duration missing) {
    public static StateFaults none() {
        return new StateFaults(Optional.empty(), Duration.ZERO);
    }
}
