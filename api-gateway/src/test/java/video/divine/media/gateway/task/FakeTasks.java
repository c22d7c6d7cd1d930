package video.divine.media.gateway.task;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

import video.divine.media.schemas.MediaTopic;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** A consumer of the tasks whose poll waits until a test lets something happen. */
final class FakeTasks extends MockConsumer<String, byte[]> {
    static final String TOPIC = MediaTopic.STREAM_TASKS.topic();

    /** How far was committed, each time. */
    final BlockingQueue<Map<TopicPartition, OffsetAndMetadata>> commits =
            new LinkedBlockingQueue<>();

    private final AtomicLong nanos;
    private final BlockingQueue<Runnable> happenings = new LinkedBlockingQueue<>();
    private final Semaphore polls = new Semaphore(0);
    private final Queue<RuntimeException> refusals = new ArrayDeque<>();
    private Duration waited = Duration.ZERO;

    /**
     * A consumer of two partitions.
     *
     * @param nanos moves on when a poll waits in vain
     */
    FakeTasks(AtomicLong nanos) {
        super("earliest");
        this.nanos = nanos;
        updatePartitions(
                TOPIC,
                IntStream.range(0, 2)
                        .mapToObj(
                                number ->
                                        new PartitionInfo(
                                                TOPIC,
                                                number,
                                                Node.noNode(),
                                                new Node[0],
                                                new Node[0]))
                        .toList());
        updateBeginningOffsets(Map.of(partition(0), 0L, partition(1), 0L));
    }

    static TopicPartition partition(int number) {
        return new TopicPartition(TOPIC, number);
    }

    /** The next poll finds that these partitions are ours, and no others. */
    FakeTasks assigned(Integer... partitions) {
        happenings.add(
                () -> rebalance(List.of(partitions).stream().map(FakeTasks::partition).toList()));
        return this;
    }

    /** The next poll finds these records, of that time. */
    FakeTasks found(Instant at, int partition, long offset, byte[]... values) {
        happenings.add(
                () -> {
                    for (int index = 0; index < values.length; index++) {
                        addRecord(record(at, partition, offset + index, values[index]));
                    }
                });
        return this;
    }

    private static ConsumerRecord<String, byte[]> record(
            Instant at, int partition, long offset, byte @Nullable [] value) {
        return new ConsumerRecord<>(
                TOPIC,
                partition,
                offset,
                at.toEpochMilli(),
                TimestampType.CREATE_TIME,
                0,
                0,
                "key",
                value,
                new RecordHeaders(),
                Optional.empty());
    }

    /** The partition goes on to there. */
    FakeTasks reaching(int partition, long end) {
        updateEndOffsets(Map.of(partition(partition), end));
        return this;
    }

    /** The next poll waits as long as it may, and finds nothing. */
    FakeTasks quiet() {
        happenings.add(() -> nanos.addAndGet(waited.toNanos()));
        return this;
    }

    /** The next poll fails. */
    FakeTasks failing(RuntimeException failure) {
        happenings.add(
                () -> {
                    throw failure;
                });
        return this;
    }

    /** The next poll fails, and worse. */
    FakeTasks failing(Error failure) {
        happenings.add(
                () -> {
                    throw failure;
                });
        return this;
    }

    /** The next commit fails. */
    FakeTasks refusing(RuntimeException refusal) {
        refusals.add(refusal);
        return this;
    }

    /** Until it was polled that many times more. */
    void awaitPolls(int times) throws InterruptedException {
        polls.acquire(times);
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized")
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
        var refusal = refusals.poll();
        if (refusal != null) {
            throw refusal;
        }
        super.commitSync(offsets, timeout);
        commits.add(offsets);
    }

    /** Ends the wait of the poll, too; then as Kafka's fake does it. */
    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized")
    public void wakeup() {
        super.wakeup();
        happenings.add(() -> {});
    }

    /** Not synchronized: whoever looks at the consumer would wait for the next happening too. */
    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized")
    public ConsumerRecords<String, byte[]> poll(Duration timeout) {
        waited = timeout;
        polls.release();
        try {
            happenings.take().run();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        return super.poll(Duration.ZERO);
    }
}
