package video.divine.media.processor.topology;

import org.apache.avro.Schema;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

import video.divine.media.schemas.registry.SchemaSerde;

import java.util.Map;
import java.util.TreeMap;

/**
 * What the topology keeps for itself, and the schemas of it.
 *
 * <p>Plain persistent key-value stores, each with its own changelog. Windowed and global stores and
 * a source topic as changelog are out: KAFKA-20808, KAFKA-21034, KAFKA-20416.
 */
final class RowStores {
    /** By the name of the topic behind the application's id. */
    private final Map<String, Schema> schemas = new TreeMap<>();

    <K, V> StoreBuilder<KeyValueStore<K, V>> of(String name, Serde<K> keys, Serde<V> values) {
        note(name + "-changelog", values);
        return Stores.keyValueStoreBuilder(QueriedStore.named(name), keys, values)
                .withCachingDisabled();
    }

    <K, V> Repartitioned<K, V> repartitioned(String name, Serde<K> keys, Serde<V> values) {
        note(name + "-repartition", values);
        return Repartitioned.with(keys, values).withName(name);
    }

    /** Numbers and bytes have none. */
    private void note(String topic, Serde<?> values) {
        if (values instanceof SchemaSerde<?> written) {
            schemas.put(topic, written.schema());
        }
    }

    /** The schemas of the values, by topic. */
    Map<String, Schema> schemas(String applicationId) {
        var topics = new TreeMap<String, Schema>();
        schemas.forEach((topic, schema) -> topics.put(applicationId + "-" + topic, schema));
        return topics;
    }
}
