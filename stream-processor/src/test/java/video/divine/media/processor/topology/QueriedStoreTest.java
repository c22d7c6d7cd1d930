package video.divine.media.processor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.query.KeyQuery;
import org.apache.kafka.streams.query.PositionBound;
import org.apache.kafka.streams.query.QueryConfig;
import org.apache.kafka.streams.query.RangeQuery;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;

/** Reads and writes at once, as gateways and a stream thread do. */
class QueriedStoreTest {
    private static final Bytes KEY = Bytes.wrap(new byte[] {1});
    private static final byte[] VALUE = {2};
    private static final QueryConfig CONFIG = new QueryConfig(false);
    private static final long MANY = 20_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path directory;

    private final KeyValueStore<Bytes, byte[]> store = QueriedStore.named("rows").get();

    @BeforeEach
    void open() {
        var context =
                new MockProcessorContext<Void, Void>(
                        new Properties(), new TaskId(0, 0), directory.toFile());
        store.init(context.getStateStoreContext(), store);
    }

    @AfterEach
    void close() {
        // Nothing gets in or out of a store that is deadlocked.
        if (ManagementFactory.getThreadMXBean().findDeadlockedThreads() == null) {
            store.close();
        }
    }

    @Test
    void readsAndWritesDoNotWaitForEachOtherForEver() throws Exception {
        var writes = new AtomicLong();
        var reads = new AtomicLong();
        var lists = new AtomicLong();
        begin(writes, () -> store.put(KEY, VALUE));
        begin(reads, () -> store.query(KeyQuery.withKey(KEY), PositionBound.unbounded(), CONFIG));
        begin(lists, this::list);

        var deadline = Instant.now().plus(PATIENCE);
        while (writes.get() < MANY || reads.get() < MANY || lists.get() < MANY) {
            assertThat(ManagementFactory.getThreadMXBean().findDeadlockedThreads())
                    .as("deadlocked after %s writes, %s reads, %s lists", writes, reads, lists)
                    .isNull();
            assertThat(Instant.now()).isBefore(deadline);
            Thread.sleep(20);
        }
    }

    private void list() {
        var query = RangeQuery.<Bytes, byte[]>withNoBounds();
        try (var rows = store.query(query, PositionBound.unbounded(), CONFIG).getResult()) {
            assertThat(rows.hasNext()).isIn(true, false);
        }
    }

    /** A daemon, since nothing ends a thread that is deadlocked. */
    private static void begin(AtomicLong count, Runnable work) {
        Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            while (count.get() < MANY) {
                                work.run();
                                count.incrementAndGet();
                            }
                        });
    }
}
