package video.divine.media.processor.topology;

import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Plain persistent key-value stores, each with its own changelog. Windowed and global stores and a
 * source topic as changelog are out: KAFKA-20808, KAFKA-21034, KAFKA-20416.
 */
final class RowStores {
    private RowStores() {}

    static <K, V> StoreBuilder<KeyValueStore<K, V>> of(
            String name, Serde<K> keys, Serde<V> values) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), keys, values)
                .withCachingDisabled();
    }
}
