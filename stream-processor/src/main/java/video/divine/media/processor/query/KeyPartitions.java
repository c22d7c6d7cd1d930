package video.divine.media.processor.query;

import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

import java.nio.charset.StandardCharsets;

/** Where the row of a key is: murmur2 of the key's bytes, as producers have it by default. */
public final class KeyPartitions {
    private KeyPartitions() {}

    public static int of(String key, int partitions) {
        return BuiltInPartitioner.partitionForKey(key.getBytes(StandardCharsets.UTF_8), partitions);
    }
}
