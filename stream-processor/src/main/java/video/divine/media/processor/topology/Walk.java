package video.divine.media.processor.topology;

import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Goes over the rows of a store by uid, a slice at a time, while rows come and go. */
final class Walk<V> {
    private final KeyValueStore<String, V> store;
    private @Nullable String position;
    private boolean over;

    /**
     * @param position the last uid that an earlier walk came to, if any
     */
    Walk(KeyValueStore<String, V> store, @Nullable String position) {
        this.store = store;
        this.position = position;
    }

    /** The next rows, at most {@code limit}. Fewer end the walk. */
    List<KeyValue<String, V>> slice(int limit) {
        var rows = new ArrayList<KeyValue<String, V>>();
        try (var range = store.range(position, null)) {
            while (range.hasNext() && rows.size() < limit) {
                var row = range.next();
                if (!row.key.equals(position)) {
                    rows.add(row);
                }
            }
        }
        over = rows.size() < limit;
        if (!rows.isEmpty()) {
            position = rows.getLast().key;
        }
        return rows;
    }

    /** Whether the walk came by where {@code uid} stands or would stand. */
    boolean passed(String uid) {
        return over || (position != null && uid.compareTo(position) <= 0);
    }

    boolean isOver() {
        return over;
    }

    @Nullable String position() {
        return position;
    }
}
