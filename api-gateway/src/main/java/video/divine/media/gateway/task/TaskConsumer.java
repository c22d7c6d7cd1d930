package video.divine.media.gateway.task;

import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import video.divine.media.avro.StreamTask;
import video.divine.media.gateway.cloudflare.StreamApi;
import video.divine.media.gateway.cloudflare.StreamVideo;
import video.divine.media.gateway.command.KafkaConnection;
import video.divine.media.gateway.command.UnavailableException;
import video.divine.media.schemas.MediaTopic;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Reads tasks in a group of all gateways, some at a time, has them done, and commits how far it
 * came. It has a thread of its own, which may block. Whoever reads the first partition keeps house.
 */
final class TaskConsumer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskConsumer.class);
    private static final String TOPIC = MediaTopic.STREAM_TASKS.topic();
    private static final TopicPartition FIRST = new TopicPartition(TOPIC, 0);
    private static final String GROUP = "media-stream-tasks";

    /** How long the first task of a batch waits for others. */
    static final Duration GATHERING = Duration.ofSeconds(1);

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(5);

    /** For the batch that is being done. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(8);

    private final Supplier<Consumer<String, byte[]>> consumers;
    private final Deserializer<StreamTask> values;
    private final BooleanSupplier commandsAreReady;
    private final TaskRunner runner;
    private final Rounds housekeeping;
    private final TaskMetrics metrics;
    private final LongSupplier nanos;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable Consumer<String, byte[]> current;

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
        this.consumers = consumers;
        this.values = values;
        this.commandsAreReady = commandsAreReady;
        this.runner = runner;
        this.housekeeping = housekeeping;
        this.metrics = metrics;
        this.nanos = nanos;
        this.thread = Thread.ofPlatform().name("stream-tasks").daemon().unstarted(this::run);
    }

    /** A member of the group, of committed records only. */
    static Consumer<String, byte[]> consumer(KafkaConnection connection) {
        var settings = new HashMap<String, Object>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, connection.bootstrapServers());
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
        settings.put(
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                IsolationLevel.READ_COMMITTED.toString().toLowerCase(Locale.ROOT));
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, StreamApi.MOST_VIDEOS);
        // To ask for a topic would make it, with as many partitions as the broker likes.
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.putAll(connection.settings());
        return new KafkaConsumer<>(settings);
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (!isClosing()) {
            try {
                read();
            } catch (WakeupException | InterruptException e) {
                return;
            } catch (UnavailableException | KafkaException e) {
                LOG.warn("tasks cannot be done, trying again: {}", e.getMessage());
                pause();
            } catch (RuntimeException | Error e) {
                if (isClosing()) {
                    LOG.info("tasks were broken off, they come again");
                    return;
                }
                // Without this thread no task is ever done again, so neither a bug nor an Error
                // ends it.
                LOG.error("doing tasks failed, trying again", e);
                pause();
            }
        }
    }

    private void read() {
        batch.clear();
        try (var consumer = consumers.get()) {
            current = consumer;
            awaitStart(consumer);
            consumer.subscribe(List.of(TOPIC), new Rebalance());
            while (!isClosing()) {
                gather(consumer);
                doThem(consumer);
                if (!isClosing()) {
                    housekeeping.runIfDue(consumer.assignment().contains(FIRST));
                }
            }
        } finally {
            current = null;
        }
    }

    /**
     * Until the topic is there and commands will be answered, or this is closed: without the
     * governor's answers nothing could be done.
     */
    private void awaitStart(Consumer<String, byte[]> consumer) {
        while (!isClosing()
                && !(commandsAreReady.getAsBoolean() && !consumer.partitionsFor(TOPIC).isEmpty())) {
            pause();
        }
    }

    /** Up to a second's tasks, or a list full of them; nothing where none comes in that time. */
    private void gather(Consumer<String, byte[]> consumer) {
        var left = GATHERING;
        long end = 0;
        boolean began = false;
        while (left.isPositive() && !batch.isFull() && !isClosing()) {
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

    private void pause() {
        try {
            var _ = closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing.countDown();
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    /** Lets the batch that is being done end, and its offsets be committed, if that is soon. */
    @Override
    public void close() {
        closing.countDown();
        var consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
        try {
            if (!thread.join(CLOSE_TIMEOUT)) {
                LOG.warn("tasks did not end within {}, they come again", CLOSE_TIMEOUT);
                thread.interrupt();
                thread.join(CLOSE_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
