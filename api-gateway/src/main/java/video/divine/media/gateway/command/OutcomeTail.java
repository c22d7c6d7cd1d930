package video.divine.media.gateway.command;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import video.divine.media.avro.Outcome;
import video.divine.media.schemas.MediaTopic;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Reads one partition of the outcomes from the moment of its start on, committed records only. It
 * belongs to no group: nothing is to be resumed, as nobody of an earlier run waits any more.
 */
final class OutcomeTail implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutcomeTail.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Supplier<Consumer<String, byte[]>> consumers;
    private final Deserializer<Outcome> outcomes;
    private final TopicPartition partition;
    private final Listener listener;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean reading;
    private volatile @Nullable Consumer<String, byte[]> current;

    /** Hears every committed outcome of the partition, in order; must not block. */
    @FunctionalInterface
    interface Listener {
        void hear(Outcome outcome);
    }

    private OutcomeTail(
            Supplier<Consumer<String, byte[]>> consumers,
            Deserializer<Outcome> outcomes,
            TopicPartition partition,
            Listener listener) {
        this.consumers = consumers;
        this.outcomes = outcomes;
        this.partition = partition;
        this.listener = listener;
        this.thread = Thread.ofPlatform().name("outcome-tail").daemon().unstarted(this::run);
    }

    static OutcomeTail start(
            Supplier<Consumer<String, byte[]>> consumers,
            Deserializer<Outcome> outcomes,
            int partition,
            Listener listener) {
        var tail =
                new OutcomeTail(
                        consumers,
                        outcomes,
                        new TopicPartition(MediaTopic.OUTCOMES.topic(), partition),
                        listener);
        tail.thread.start();
        return tail;
    }

    /** A consumer of committed records that belongs to no group. */
    static Consumer<String, byte[]> consumer(KafkaConnection connection) {
        var settings = new HashMap<String, Object>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, connection.bootstrapServers());
        settings.put(
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                IsolationLevel.READ_COMMITTED.toString().toLowerCase(Locale.ROOT));
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        // To ask for a topic would make it, with as many partitions as the broker likes.
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.putAll(connection.settings());
        return new KafkaConsumer<>(settings);
    }

    boolean isReading() {
        return reading;
    }

    private void run() {
        while (!isClosing()) {
            try {
                read();
            } catch (WakeupException | InterruptException e) {
                return;
            } catch (KafkaException e) {
                LOG.warn("outcomes cannot be read, trying again: {}", e.getMessage());
                pause();
            } catch (RuntimeException e) {
                // Without this thread nobody is ever answered again, so not even a bug ends it.
                LOG.error("reading outcomes failed, trying again", e);
                pause();
            }
        }
    }

    private void read() {
        try (var consumer = consumers.get()) {
            current = consumer;
            awaitPartition(consumer);
            if (isClosing()) {
                return;
            }
            consumer.assign(List.of(partition));
            consumer.seekToEnd(List.of(partition));
            // seekToEnd is lazy: only position() makes the place known, and only then may a
            // command be sent whose outcome must not be missed.
            LOG.info("reading outcomes from {}@{}", partition, consumer.position(partition));
            reading = true;
            while (!isClosing()) {
                for (var record : consumer.poll(POLL)) {
                    hand(record.value(), record.offset());
                }
            }
        } finally {
            current = null;
            reading = false;
        }
    }

    /**
     * Until the partition is there, or this is closed. A wrong setting would otherwise be a
     * position that cannot be found, time and again; but the topic may also be made, or grow,
     * later. To be called before the assignment: from then on the consumer answers from a cache of
     * minutes.
     */
    private void awaitPartition(Consumer<String, byte[]> consumer) {
        int said = -1;
        while (!isClosing()) {
            int there = consumer.partitionsFor(partition.topic()).size();
            if (partition.partition() < there) {
                return;
            }
            if (there != said) {
                LOG.warn(
                        "outcomes cannot be read, trying again: Expected partition {}, counted from"
                                + " 0, of {} (media.outcome-partition, MEDIA_OUTCOME_PARTITION),"
                                + " but it has {} partitions",
                        partition.partition(),
                        partition.topic(),
                        there);
                said = there;
            }
            pause();
        }
    }

    private void hand(byte[] value, long offset) {
        try {
            var outcome = outcomes.deserialize(partition.topic(), value);
            if (outcome != null) {
                listener.hear(outcome);
            }
        } catch (SerializationException e) {
            // Its caller runs into the timeout, repeats, and is answered again.
            LOG.warn("outcome {}@{} cannot be decoded: {}", partition, offset, e.getMessage());
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

    @Override
    public void close() {
        closing.countDown();
        var consumer = current;
        if (consumer == null) {
            thread.interrupt();
        } else {
            // An interrupt would also end the consumer's farewell to the broker.
            consumer.wakeup();
        }
        try {
            if (!thread.join(CLOSE_TIMEOUT)) {
                LOG.warn("reading outcomes did not end within {}", CLOSE_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
