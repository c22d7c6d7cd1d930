package video.divine.media.gateway.command;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

import video.divine.media.schemas.MediaTopic;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** A consumer of the outcomes whose poll waits until a test lets something happen. */
class FakeOutcomes extends MockConsumer<String, byte[]> {
    /** Where the partition ends when it is first looked at. */
    static final long END = 5;

    private final TopicPartition partition;
    private final BlockingQueue<Runnable> happenings = new LinkedBlockingQueue<>();
    private final CountDownLatch polled = new CountDownLatch(1);

    FakeOutcomes(int partition) {
        super("latest");
        this.partition = new TopicPartition(MediaTopic.OUTCOMES.topic(), partition);
        updateEndOffsets(Map.of(this.partition, END));
    }

    /** The next poll finds a record. */
    void record(long offset, byte[] value) {
        happenings.add(
                () ->
                        addRecord(
                                new ConsumerRecord<>(
                                        partition.topic(),
                                        partition.partition(),
                                        offset,
                                        "key",
                                        value)));
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
        polled.countDown();
        try {
            happenings.take().run();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        return super.poll(Duration.ZERO);
    }
}
