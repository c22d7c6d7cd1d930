package video.divine.media.processor.topology;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.query.PositionBound;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.query.QueryConfig;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.RocksDBStore;

/**
 * A RocksDB store that can be queried while its task writes. Kafka's own takes two locks for both,
 * a write its own and then that of its position, and a query the other way round: sooner or later a
 * read and the stream thread wait for each other, and for ever. Here a query, too, takes the
 * store's own lock first.
 *
 * @see <a href="https://issues.apache.org/jira/browse/KAFKA-19629">KAFKA-19629</a>, fixed after
 *     4.3.1
 */
final class QueriedStore extends RocksDBStore {
    private static final String METRICS_SCOPE = "rocksdb";

    private QueriedStore(String name) {
        super(name, METRICS_SCOPE);
    }

    /** In place of {@link org.apache.kafka.streams.state.Stores#persistentKeyValueStore}. */
    static KeyValueBytesStoreSupplier named(String name) {
        return new KeyValueBytesStoreSupplier() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public KeyValueStore<Bytes, byte[]> get() {
                return new QueriedStore(name);
            }

            @Override
            public String metricsScope() {
                return METRICS_SCOPE;
            }
        };
    }

    @Override
    public synchronized <R> QueryResult<R> query(
            Query<R> query, PositionBound positionBound, QueryConfig config) {
        return super.query(query, positionBound, config);
    }
}
