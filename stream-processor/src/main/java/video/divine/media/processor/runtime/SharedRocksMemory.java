package video.divine.media.processor.runtime;

import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

import java.util.Map;

/**
 * One block cache and one memtable budget for all stores of the process. RocksDB's defaults are 50
 * MB of cache and three memtables of 16 MB for each store and partition: eleven stores on eight
 * partitions would take gigabytes.
 */
public final class SharedRocksMemory implements RocksDBConfigSetter {
    /** Bytes of the shared cache, memtables included. */
    static final String CACHE_BYTES_CONFIG = "media.rocksdb.cache.bytes";

    private static final long MEMTABLE_BYTES = 8L << 20;
    private static final Object LOCK = new Object();

    // Shared by every store of the process, and so closed by none of them.
    private static @Nullable Cache cache;
    private static @Nullable WriteBufferManager memtables;

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        var table = (BlockBasedTableConfig) options.tableFormatConfig();
        synchronized (LOCK) {
            if (cache == null) {
                var bytes =
                        Long.parseLong(
                                String.valueOf(
                                        configs.getOrDefault(
                                                CACHE_BYTES_CONFIG,
                                                ProcessorSettings.Work.DEFAULT_STORE_CACHE_BYTES)));
                cache = new LRUCache(bytes);
                memtables = new WriteBufferManager(bytes / 2, cache);
            }
            table.setBlockCache(cache);
            options.setWriteBufferManager(memtables);
        }
        table.setCacheIndexAndFilterBlocks(true);
        table.setCacheIndexAndFilterBlocksWithHighPriority(true);
        table.setPinTopLevelIndexAndFilter(true);
        options.setWriteBufferSize(MEMTABLE_BYTES);
        options.setMaxWriteBufferNumber(2);
    }

    @Override
    public void close(String storeName, Options options) {
        // The cache and the memtable budget belong to the process.
    }
}
