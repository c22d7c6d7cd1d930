package video.divine.media.gateway.command;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

import video.divine.media.schemas.MediaTopic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A consumer of the outcomes whose poll waits until a test lets something happen. */
class FakeOutcomes extends MockConsumer<String, byte[]> {
    /** Where the partition ends when it is first looked at. */
    static final long END = 5;

    private final TopicPartition partition;
    private final BlockingQueue<Runnable> happenings = new LinkedBlockingQueue<>();
    private final CountDownLatch polled = new CountDownLatch(1);
    private final Semaphore rounds = new Semaphore(0);
    private final Semaphore partitionsAsked = new Semaphore(0);
    private final BlockingQueue<TopicPartition> endsAsked = new LinkedBlockingQueue<>();
    private volatile boolean silent;

    FakeOutcomes(int partition) {
        super("latest");
        this.partition = new TopicPartition(MediaTopic.OUTCOMES.topic(), partition);
        updateEndOffsets(Map.of(this.partition, END));
        partitions(partition + 1);
    }

    /** The topic has so many from now on; none is no topic. */
    final void partitions(int count) {
        updatePartitions(
                partition.topic(),
                IntStream.range(0, count)
                        .mapToObj(
                                number ->
                                        new PartitionInfo(
                                                partition.topic(),
                                                number,
                                                Node.noNode(),
                                                new Node[0],
                                                new Node[0]))
                        .toList());
    }

    /** Until it was asked for the topic's partitions that many times more. */
    void awaitQuestionsForPartitions(int times) throws InterruptedException {
        partitionsAsked.acquire(times);
    }

    @Override
    public synchronized List<PartitionInfo> partitionsFor(String topic) {
        partitionsAsked.release();
        return super.partitionsFor(topic);
    }

    @Override
    public synchronized List<PartitionInfo> partitionsFor(String topic, Duration timeout) {
        return partitionsFor(topic);
    }

    /** The next poll finds a record. */
    void record(long offset, byte[] value) {
        happenings.add(found(offset, value));
    }

    private Runnable found(long offset, byte[] value) {
        return () ->
                addRecord(
                        new ConsumerRecord<>(
                                partition.topic(), partition.partition(), offset, "key", value));
    }

    /** As {@link #record}, and returns when it is polled again. */
    void pollFinding(long offset, byte[] value) throws InterruptedException {
        round(found(offset, value));
    }

    /** The poll finds nothing, as one does that waits in vain; returns when it is polled again. */
    void pollInVain() throws InterruptedException {
        round(() -> {});
    }

    /** To be called while a poll waits. */
    private void round(Runnable happening) throws InterruptedException {
        rounds.drainPermits();
        happenings.add(happening);
        rounds.acquire();
    }

    /** Whether leaders leave questions without an answer. */
    void silent(boolean silent) {
        this.silent = silent;
    }

    /** Whose ends were asked for since this was asked. */
    List<TopicPartition> endsAsked() {
        var asked = new ArrayList<TopicPartition>();
        endsAsked.drainTo(asked);
        return asked;
    }

    @Override
    public synchronized Map<TopicPartition, Long> endOffsets(
            Collection<TopicPartition> partitions, Duration timeout) {
        endsAsked.addAll(partitions);
        if (silent) {
            throw new TimeoutException("no leader");
        }
        return partitions.stream().collect(Collectors.toMap(it -> it, _ -> END));
    }

    /** The next poll fails. */
    void fail(RuntimeException failure) {
        happenings.add(
                () -> {
                    throw failure;
                });
    }

    /** Until it is polled for the first time. */
    void awaitPoll() throws InterruptedException {
        polled.await();
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
        rounds.release();
        polled.countDown();
        try {
            happenings.take().run();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        return super.poll(Duration.ZERO);
    }
}
