package video.divine.media.gateway.task;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

import video.divine.media.avro.StreamTask;
import video.divine.media.gateway.cloudflare.StreamApi;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tasks that are done together, of each video the latest, and how far in the log they reach. */
final class TaskBatch {
    private final Map<String, Entry> tasks = new LinkedHashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> reached = new HashMap<>();

    private record Entry(TopicPartition partition, StreamTask task) {}

    /** The record was read, whether or not there is something to do. */
    void passed(TopicPartition partition, long offset) {
        reached.put(partition, new OffsetAndMetadata(offset + 1));
    }

    /** Stands for every earlier task of the video. */
    void add(TopicPartition partition, StreamTask task) {
        tasks.put(task.getUid(), new Entry(partition, task));
    }

    /** Somebody else reads these now, from where we had committed. */
    void drop(Collection<TopicPartition> partitions) {
        tasks.values().removeIf(entry -> partitions.contains(entry.partition()));
        reached.keySet().removeAll(partitions);
    }

    /** One list at Stream holds no more; the last poll may have brought a few on top. */
    boolean isFull() {
        return tasks.size() >= StreamApi.MOST_VIDEOS;
    }

    List<StreamTask> tasks() {
        return tasks.values().stream().map(Entry::task).toList();
    }

    /** What to commit once they are done. */
    Map<TopicPartition, OffsetAndMetadata> reached() {
        return Map.copyOf(reached);
    }

    void clear() {
        tasks.clear();
        reached.clear();
    }
}
