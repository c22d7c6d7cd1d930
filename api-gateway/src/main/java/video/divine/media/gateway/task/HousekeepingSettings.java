package video.divine.media.gateway.task;

import java.time.Duration;

/**
 * How often Stream is looked after.
 *
 * @param storageInterval between two looks at the storage in use
 * @param sweepInterval between two searches for tickets of nobody; zero where there shall be none
 * @param deployment whose tickets are searched
 */
public record HousekeepingSettings(
        Duration storageInterval, Duration sweepInterval, String deployment) {
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    public HousekeepingSettings {
        require("storageInterval", storageInterval);
        if (!sweepInterval.isZero()) {
            require("sweepInterval", sweepInterval);
        }
    }

    boolean sweeps() {
        return !sweepInterval.isZero();
    }

    private static void require(String name, Duration interval) {
        if (interval.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "Expected a %s of at least %s, but it is %s"
                            .formatted(name, SHORTEST, interval));
        }
    }
}
