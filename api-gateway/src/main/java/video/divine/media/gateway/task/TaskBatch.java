package video.divine.media.gateway.task;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

import video.divine.media.avro.DeleteFromStream;
import video.divine.media.avro.StreamTask;
import video.divine.media.schemas.TraceHeaders;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tasks that wait to be done, of each video the latest, and how far in the log they reach. */
final class TaskBatch {
    /** Videos: some megabytes. */
    private static final int MOST = 10_000;

    private final Map<String, Entry> tasks = new LinkedHashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> reached = new HashMap<>();

    private record Entry(TopicPartition partition, StreamTask task, Headers trace) {}

    /** The record was read, whether or not there is something to do. */
    void passed(TopicPartition partition, long offset) {
        reached.put(partition, new OffsetAndMetadata(offset + 1));
    }

    /**
     * Stands for every earlier task of the video.
     *
     * @param headers of its record
     */
    void add(TopicPartition partition, StreamTask task, Headers headers) {
        tasks.put(task.getUid(), new Entry(partition, task, TraceHeaders.of(headers)));
    }

    /** The trace of what is to be done; without any where the task is not held. */
    Headers traceOf(StreamTask task) {
        var entry = tasks.get(task.getUid());
        return entry == null ? new RecordHeaders() : entry.trace();
    }

    /** Somebody else reads these now, from where we had committed. */
    void drop(Collection<TopicPartition> partitions) {
        tasks.values().removeIf(entry -> partitions.contains(entry.partition()));
        reached.keySet().removeAll(partitions);
    }

    /** More are not held in memory; the last poll may have brought a few on top. */
    boolean isFull() {
        return tasks.size() >= MOST;
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }

    List<StreamTask> all() {
        return tasks.values().stream().map(Entry::task).toList();
    }

    /** Those that cost a call each, whenever they are done. */
    List<StreamTask> deletions() {
        return all().stream().filter(task -> task.getBody() instanceof DeleteFromStream).toList();
    }

    int questions() {
        return tasks.size() - deletions().size();
    }

    /** They were done, or come again. */
    void done(List<StreamTask> these) {
        these.forEach(task -> tasks.remove(task.getUid()));
    }

    /** What to commit once all are done. */
    Map<TopicPartition, OffsetAndMetadata> reached() {
        return Map.copyOf(reached);
    }

    void clear() {
        tasks.clear();
        reached.clear();
    }
}
