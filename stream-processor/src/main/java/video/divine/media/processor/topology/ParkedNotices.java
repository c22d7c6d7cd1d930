package video.divine.media.processor.topology;

import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

import video.divine.media.processor.domain.Uid;
import video.divine.media.processor.domain.video.Parked;

import java.time.Duration;
import java.time.Instant;

/**
 * The notices of one task that wait for a registration: bounded in number and in time, because
 * anybody who uploads to the same account makes some that nobody will ever register here.
 *
 * <p>A full room turns new ones away. Nothing is lost by it but seconds: a video that is registered
 * later is asked about soon after.
 */
final class ParkedNotices {
    /** In one task. */
    static final int ROOM = 10_000;

    static final Duration KEPT = Duration.ofHours(24);
    private static final int SLICE = 200;

    private final KeyValueStore<String, Parked> rows;
    private final ReconcilerMetrics metrics;
    private Walk<Parked> walk;

    /** The first walk counts what was there; from then on coming and going is counted. */
    private boolean counted;

    private int count;

    ParkedNotices(ProcessorContext<?, ?> context, ReconcilerMetrics metrics) {
        this.rows = context.getStateStore(TopologyNames.PARKED_STORE);
        this.metrics = metrics;
        this.walk = new Walk<>(rows, null);
    }

    @Nullable Parked get(Uid uid) {
        return rows.get(uid.value());
    }

    void park(Uid uid, Parked parked) {
        if (rows.get(uid.value()) == null) {
            if (count >= ROOM) {
                metrics.parkedDropped();
                return;
            }
            changed(uid.value(), 1);
        }
        rows.put(uid.value(), parked);
    }

    void remove(Uid uid) {
        if (rows.get(uid.value()) != null) {
            remove(uid.value());
        }
    }

    private void remove(String uid) {
        rows.delete(uid);
        changed(uid, -1);
    }

    private void changed(String uid, int change) {
        if (counted || walk.passed(uid)) {
            count += change;
            metrics.parked(change);
        }
    }

    /** Looks at some of the rows, and lets go what waited for too long. */
    void sweep(Instant now) {
        var slice = walk.slice(SLICE);
        if (!counted) {
            count += slice.size();
            metrics.parked(slice.size());
        }
        for (var row : slice) {
            if (!row.value.at().plus(KEPT).isAfter(now)) {
                remove(row.key);
                metrics.parkedExpired();
            }
        }
        if (walk.isOver()) {
            counted = true;
            walk = new Walk<>(rows, null);
        }
    }

    void close() {
        metrics.parked(-count);
        count = 0;
    }
}
