package video.divine.media.gateway.task;

import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import video.divine.media.avro.StreamTask;
import video.divine.media.gateway.cloudflare.StreamVideo;
import video.divine.media.gateway.command.KafkaConnection;
import video.divine.media.gateway.command.KafkaReader;
import video.divine.media.schemas.MediaTopic;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Reads tasks in a group of all gateways, some at a time, has them done, and commits how far it
 * came. It has a thread of its own, which may block. Whoever reads the first partition keeps house.
 */
final class TaskConsumer implements AutoCloseable {
    private static final int SESSION_MILLIS = 6_000;
    private static final Logger LOG = LoggerFactory.getLogger(TaskConsumer.class);
    private static final String TOPIC = MediaTopic.STREAM_TASKS.topic();
    private static final TopicPartition FIRST = new TopicPartition(TOPIC, 0);
    private static final String GROUP = "media-stream-tasks";

    /** How long the first task of a batch waits for others. */
    static final Duration GATHERING = Duration.ofSeconds(1);

    private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(5);

    private static final KafkaReader.Words WORDS =
            new KafkaReader.Words(
                    "stream-tasks",
                    "tasks cannot be done",
                    "doing tasks failed",
                    "tasks were broken off, they come again",
                    "tasks, which come again, did not end");

    /** The batch that is being done may end, if that is soon. */
    private static final KafkaReader.Farewell FAREWELL =
            new KafkaReader.Farewell(Duration.ofSeconds(8), true);

    private final Deserializer<StreamTask> values;
    private final BooleanSupplier commandsAreReady;
    private final TaskRunner runner;
    private final Rounds housekeeping;
    private final TaskMetrics metrics;
    private final LongSupplier nanos;
    private final KafkaReader reader;

    /** Of the thread alone. */
    private final TaskBatch batch = new TaskBatch();

    TaskConsumer(
            Supplier<Consumer<String, byte[]>> consumers,
            Deserializer<StreamTask> values,
            BooleanSupplier commandsAreReady,
            TaskRunner runner,
            Rounds housekeeping,
            TaskMetrics metrics,
            LongSupplier nanos) {
        this.values = values;
        this.commandsAreReady = commandsAreReady;
        this.runner = runner;
        this.housekeeping = housekeeping;
        this.metrics = metrics;
        this.nanos = nanos;
        this.reader = new KafkaReader(consumers, this::read, WORDS, FAREWELL);
    }

    /** A member of the group, of committed records only. */
    static Consumer<String, byte[]> consumer(KafkaConnection connection) {
        return KafkaReader.consumer(
                connection,
                Map.of(
                        ConsumerConfig.GROUP_ID_CONFIG,
                        GROUP,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        // A gateway that was killed holds its partitions for as long: by default,
                        // 45 s.
                        ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                        SESSION_MILLIS,
                        ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                        SESSION_MILLIS / 3));
    }

    void start() {
        reader.start();
    }

    private void read(Consumer<String, byte[]> consumer, KafkaReader reader) {
        batch.clear();
        awaitStart(consumer, reader);
        consumer.subscribe(List.of(TOPIC), new Rebalance());
        while (!reader.isClosing()) {
            gather(consumer, reader);
            doThem(consumer);
            if (!reader.isClosing()) {
                housekeeping.runIfDue(consumer.assignment().contains(FIRST));
            }
        }
    }

    /**
     * Until the topic is there and commands will be answered, or this is closed: without the
     * governor's answers nothing could be done.
     */
    private void awaitStart(Consumer<String, byte[]> consumer, KafkaReader reader) {
        while (!reader.isClosing()
                && !(commandsAreReady.getAsBoolean() && !consumer.partitionsFor(TOPIC).isEmpty())) {
            reader.pause();
        }
    }

    /** Up to a second's tasks, or a list full of them; nothing where none comes in that time. */
    private void gather(Consumer<String, byte[]> consumer, KafkaReader reader) {
        var left = GATHERING;
        long end = 0;
        boolean began = false;
        while (left.isPositive() && !batch.isFull() && !reader.isClosing()) {
            var records = consumer.poll(left);
            if (!began && records.isEmpty()) {
                return;
            }
            records.forEach(this::add);
            if (!began) {
                began = true;
                end = nanos.getAsLong() + GATHERING.toNanos();
            }
            left = Duration.ofNanos(end - nanos.getAsLong());
        }
    }

    private void add(ConsumerRecord<String, byte[]> record) {
        var partition = new TopicPartition(record.topic(), record.partition());
        batch.passed(partition, record.offset());
        var task = decoded(record);
        if (task == null) {
            metrics.unreadable();
        } else {
            // However old: a task may be done twice, and the latest of a video stands for all.
            batch.add(partition, task);
        }
    }

    private @Nullable StreamTask decoded(ConsumerRecord<String, byte[]> record) {
        try {
            var task = values.deserialize(record.topic(), record.value());
            if (task != null && StreamVideo.isUid(task.getUid())) {
                return task;
            }
            LOG.warn("task {}@{} names no video", record.partition(), record.offset());
        } catch (SerializationException e) {
            LOG.warn(
                    "task {}@{} cannot be decoded: {}",
                    record.partition(),
                    record.offset(),
                    e.getMessage());
        }
        return null;
    }

    private void doThem(Consumer<String, byte[]> consumer) {
        var tasks = batch.tasks();
        if (!tasks.isEmpty()) {
            runner.run(tasks).block();
        }
        if (!batch.reached().isEmpty()) {
            commit(consumer, batch.reached());
        }
        batch.clear();
    }

    private static void commit(
            Consumer<String, byte[]> consumer, Map<TopicPartition, OffsetAndMetadata> reached) {
        try {
            consumer.commitSync(reached, COMMIT_TIMEOUT);
        } catch (WakeupException e) {
            // The call to close is spent, and what was done need not be done again.
            consumer.commitSync(reached, COMMIT_TIMEOUT);
            throw e;
        } catch (CommitFailedException | RebalanceInProgressException e) {
            LOG.info("tasks were done that others may do again: {}", e.getMessage());
        }
    }

    /** It is called within a poll, so never while a batch is being done. */
    private final class Rebalance implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            batch.drop(partitions);
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            LOG.info("tasks are read from {}", partitions);
        }
    }

    /** Lets the batch that is being done end, and its offsets be committed, if that is soon. */
    @Override
    public void close() {
        reader.close();
    }
}
