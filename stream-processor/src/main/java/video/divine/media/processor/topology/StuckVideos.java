package video.divine.media.processor.topology;

import org.jspecify.annotations.Nullable;

import video.divine.media.processor.domain.Uid;
import video.divine.media.processor.domain.video.Phase;
import video.divine.media.processor.domain.watch.Watch;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Counts the videos of one task that stand still for too long. */
final class StuckVideos {
    private static final int SLICE = 1_000;

    /** Counts what was there at the start; from then on coming and going is counted. */
    private final Walk<Watch> walk;

    private final ReconcilerMetrics metrics;
    private final Map<Phase, Integer> counts = new EnumMap<>(Phase.class);

    StuckVideos(Walk<Watch> walk, ReconcilerMetrics metrics) {
        this.walk = walk;
        this.metrics = metrics;
    }

    void survey() {
        if (!walk.isOver()) {
            walk.slice(SLICE).forEach(row -> count(row.value, 1));
        }
    }

    void changed(Uid uid, @Nullable Watch before, Optional<Watch> after) {
        if (walk.passed(uid.value())) {
            if (before != null) {
                count(before, -1);
            }
            after.ifPresent(watch -> count(watch, 1));
        }
    }

    private void count(Watch watch, int change) {
        if (watch.alarmed()) {
            counts.merge(watch.phase(), change, Integer::sum);
            metrics.stuck(watch.phase(), change);
        }
    }

    void close() {
        counts.forEach((phase, count) -> metrics.stuck(phase, -count));
        counts.clear();
    }
}
