package video.divine.media.processor.topology;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

import video.divine.media.processor.domain.Uid;
import video.divine.media.processor.domain.watch.Watch;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The watches in their state stores: the rows, and an index of them by time. */
final class StoredWatches {
    private static final byte[] PRESENT = {1};
    private static final byte[] DONE = {};

    /** A row of the index. */
    record Due(Instant at, Uid uid) {}

    /** How far the walk over the videos of before there were watches came. */
    record Enrolment(@Nullable String position, boolean done) {}

    private final KeyValueStore<String, Watch> watches;
    private final KeyValueStore<Bytes, byte[]> due;

    StoredWatches(ProcessorContext<?, ?> context) {
        this.watches = context.getStateStore(TopologyNames.WATCH_STORE);
        this.due = context.getStateStore(TopologyNames.DUE_STORE);
    }

    @Nullable Watch get(Uid uid) {
        return watches.get(uid.value());
    }

    /** Puts the row and its place in the index; an empty one takes both away. */
    void put(Uid uid, @Nullable Watch before, Optional<Watch> after) {
        if (Optional.ofNullable(before).equals(after)) {
            return;
        }
        if (before != null) {
            due.delete(StoreKeys.due(new Due(before.nextAt(), uid)));
        }
        after.ifPresentOrElse(
                watch -> {
                    watches.put(uid.value(), watch);
                    due.put(StoreKeys.due(new Due(watch.nextAt(), uid)), PRESENT);
                },
                () -> watches.delete(uid.value()));
    }

    /** What is due at {@code now}, the longest overdue first. */
    List<Due> due(Instant now, int limit) {
        var rows = new ArrayList<Due>();
        try (var range = due.range(null, StoreKeys.afterDueAt(now))) {
            while (range.hasNext() && rows.size() < limit) {
                rows.add(StoreKeys.due(range.next().key));
            }
        }
        return rows;
    }

    /** Takes away a place in the index that no watch has. */
    void forget(Due row) {
        due.delete(StoreKeys.due(row));
    }

    Walk<Watch> walk() {
        return new Walk<>(watches, null);
    }

    Enrolment enrolment() {
        var row = due.get(StoreKeys.ENROLMENT);
        if (row == null) {
            return new Enrolment(null, false);
        }
        return row.length == 0
                ? new Enrolment(null, true)
                : new Enrolment(new String(row, StandardCharsets.UTF_8), false);
    }

    void remember(Enrolment enrolment) {
        var position = enrolment.position();
        due.put(
                StoreKeys.ENROLMENT,
                enrolment.done() || position == null
                        ? DONE
                        : position.getBytes(StandardCharsets.UTF_8));
    }
}
