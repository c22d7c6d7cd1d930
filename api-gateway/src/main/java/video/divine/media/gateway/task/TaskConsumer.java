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
import video.divine.media.gateway.command.KafkaReader;
import video.divine.media.schemas.MediaTopic;
import video.divine.media.service.kafka.KafkaConnection;
import video.divine.media.service.metrics.ClientMeters;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Reads tasks in a group of all gateways, has them done, many at a time, and commits how far it
 * came. It has a thread of its own, which may block. Whoever reads the first partition keeps house.
 */
final class TaskConsumer implements AutoCloseable {
    private static final int SESSION_MILLIS = 6_000;
    private static final Logger LOG = LoggerFactory.getLogger(TaskConsumer.class);
    private static final String TOPIC = MediaTopic.STREAM_TASKS.topic();
    private static final TopicPartition FIRST = new TopicPartition(TOPIC, 0);
    private static final String GROUP = "media-stream-tasks";

    private static final Duration POLL = Duration.ofSeconds(1);

    /** A day's tasks are read in less; what comes faster than it is read has no end. */
    private static final Duration LONGEST_READING = Duration.ofSeconds(10);

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
    private final ListPace pace;
    private final LongSupplier nanos;
    private final KafkaReader reader;

    /** Of the thread alone. */
    private final TaskBatch batch = new TaskBatch();

    /** Of the topic; of the thread alone. */
    private int partitions;

    /**
     * Reads nothing before it is started.
     *
     * @param betweenLists where it reads all tasks
     */
    TaskConsumer(
            Supplier<Consumer<String, byte[]>> consumers,
            ClientMeters meters,
            Deserializer<StreamTask> values,
            BooleanSupplier commandsAreReady,
            TaskRunner runner,
            Rounds housekeeping,
            TaskMetrics metrics,
            Duration betweenLists,
            LongSupplier nanos) {
        this.values = values;
        this.commandsAreReady = commandsAreReady;
        this.runner = runner;
        this.housekeeping = housekeeping;
        this.metrics = metrics;
        this.pace = new ListPace(betweenLists, nanos);
        this.nanos = nanos;
        this.reader = new KafkaReader(consumers, meters, this::read, WORDS, FAREWELL);
    }

    /** A member of the group, of committed records only. */
    static Consumer<String, byte[]> consumer(KafkaConnection connection) {
        return KafkaReader.consumer(
                connection,
                Map.of(
                        // Else there is another one in all metrics after each failure.
                        ConsumerConfig.CLIENT_ID_CONFIG,
                        WORDS.thread(),
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
            consumer.poll(patience(consumer)).forEach(this::add);
            readOn(consumer, reader);
            doWhatIsDue(consumer);
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
        partitions = 0;
        while (!reader.isClosing() && partitions == 0) {
            partitions = commandsAreReady.getAsBoolean() ? consumer.partitionsFor(TOPIC).size() : 0;
            if (partitions == 0) {
                reader.pause();
            }
        }
    }

    /**
     * To the present end, before anything is done: while no gateway was there, each task was put
     * out again every few minutes, and it is to be done once.
     */
    private void readOn(Consumer<String, byte[]> consumer, KafkaReader reader) {
        long end = nanos.getAsLong() + LONGEST_READING.toNanos();
        while (isBehind(consumer)
                && !batch.isFull()
                && !reader.isClosing()
                && nanos.getAsLong() - end < 0) {
            consumer.poll(POLL).forEach(this::add);
        }
    }

    /** Of partitions that nothing was fetched from yet nobody knows, and nothing is held. */
    private static boolean isBehind(Consumer<String, byte[]> consumer) {
        return consumer.assignment().stream()
                .anyMatch(partition -> consumer.currentLag(partition).orElse(0) > 0);
    }

    private void add(ConsumerRecord<String, byte[]> record) {
        var partition = new TopicPartition(record.topic(), record.partition());
        batch.passed(partition, record.offset());
        var task = decoded(record);
        if (task == null) {
            metrics.unreadable();
        } else {
            // However old: a task may be done twice, and the latest of a video stands for all.
            batch.add(partition, task, record.headers());
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

    /** How long to wait for more tasks; zero where the questions are to be asked now. */
    private Duration patience(Consumer<String, byte[]> consumer) {
        int questions = batch.questions();
        if (questions == 0) {
            pace.nothingWaits();
            return POLL;
        }
        var left = pace.left(questions, partitions, consumer.assignment().size());
        if (left.compareTo(POLL) > 0) {
            return POLL;
        }
        return left.isPositive() ? left : Duration.ZERO;
    }

    /**
     * Deletions at once, and questions when it is time. Nothing is committed before all of them are
     * done: a deletion may then be done twice, which does no harm.
     */
    private void doWhatIsDue(Consumer<String, byte[]> consumer) {
        boolean asks = patience(consumer).isZero();
        var due = asks ? batch.all() : batch.deletions();
        if (asks) {
            pace.listed();
        }
        if (!due.isEmpty()) {
            runner.run(due, batch::traceOf).block();
            batch.done(due);
        }
        if (batch.isEmpty() && !batch.reached().isEmpty()) {
            commit(consumer, batch.reached());
            batch.clear();
        }
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
