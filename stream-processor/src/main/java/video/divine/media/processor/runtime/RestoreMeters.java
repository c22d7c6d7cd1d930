package video.divine.media.processor.runtime;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

import video.divine.media.processor.topology.TaskGroup;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How far the stores that become active here are from their logs' ends. Offsets are counted, and
 * some are a transaction's end, so that nothing remains only when it is said to be over.
 */
final class RestoreMeters implements StateRestoreListener {
    /** Gauge by store: records that are still to be read. */
    static final String REMAINING = "media.restore.remaining.records";

    /** Counter by store: records that were read. */
    static final String RESTORED = "media.restore.records";

    private static final String STORE = "store";

    private final Map<TopicPartition, Restore> restores = new ConcurrentHashMap<>();
    private final Map<String, Counter> restored;

    private record Restore(String store, long end, long next) {
        long remaining() {
            return Math.max(0, end - next);
        }
    }

    RestoreMeters(MeterRegistry registry) {
        restored =
                Arrays.stream(TaskGroup.values())
                        .flatMap(group -> group.stores().stream())
                        .collect(
                                Collectors.toMap(
                                        Function.identity(),
                                        store ->
                                                Counter.builder(RESTORED)
                                                        .description("Records read to restore")
                                                        .tag(STORE, store)
                                                        .register(registry)));
        for (var store : restored.keySet()) {
            Gauge.builder(REMAINING, () -> remaining(store))
                    .description("Records of restores that are still to be read")
                    .tag(STORE, store)
                    .register(registry);
        }
    }

    private long remaining(String store) {
        return restores.values().stream()
                .filter(restore -> restore.store().equals(store))
                .mapToLong(Restore::remaining)
                .sum();
    }

    @Override
    public void onRestoreStart(TopicPartition changelog, String store, long from, long end) {
        restores.put(changelog, new Restore(store, end, from));
    }

    @Override
    public void onBatchRestored(
            TopicPartition changelog, String store, long lastOffset, long records) {
        restores.computeIfPresent(
                changelog, (_, restore) -> new Restore(store, restore.end(), lastOffset + 1));
        var counter = restored.get(store);
        if (counter != null) {
            counter.increment((double) records);
        }
    }

    @Override
    public void onRestoreEnd(TopicPartition changelog, String store, long records) {
        restores.remove(changelog);
    }

    @Override
    public void onRestoreSuspended(TopicPartition changelog, String store, long records) {
        restores.remove(changelog);
    }
}
