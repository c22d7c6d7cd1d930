package video.divine.media.gateway.command;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import video.divine.media.service.kafka.KafkaConnection;
import video.divine.media.service.metrics.ClientMeters;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A thread that reads from Kafka until it is closed, which may block. Whatever fails, a second
 * later it begins again with another consumer: without the thread nothing would be read ever again,
 * so neither a bug nor an Error ends it.
 */
public final class KafkaReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaReader.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Supplier<Consumer<String, byte[]>> consumers;
    private final ClientMeters meters;
    private final Reading reading;
    private final Words words;
    private final Farewell farewell;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable Consumer<String, byte[]> current;

    /** What is done with a consumer. */
    @FunctionalInterface
    public interface Reading {
        /** Returns, or fails, soon after {@code reader} is being closed, and else does not. */
        void read(Consumer<String, byte[]> consumer, KafkaReader reader);
    }

    /**
     * What the log says.
     *
     * @param thread its name
     * @param cannot that Kafka does not let it
     * @param failed that it met a bug
     * @param brokenOff that it did not end by itself
     * @param late that it did not end
     */
    public record Words(
            String thread, String cannot, String failed, String brokenOff, String late) {}

    /**
     * How it is closed.
     *
     * @param patience how long it may take to end
     * @param interrupts whether it is broken off after that, or else left to itself
     */
    public record Farewell(Duration patience, boolean interrupts) {}

    public KafkaReader(
            Supplier<Consumer<String, byte[]>> consumers,
            ClientMeters meters,
            Reading reading,
            Words words,
            Farewell farewell) {
        this.consumers = consumers;
        this.meters = meters;
        this.reading = reading;
        this.words = words;
        this.farewell = farewell;
        this.thread = Thread.ofPlatform().name(words.thread()).daemon().unstarted(this::run);
    }

    /**
     * A consumer of committed records, which commits nothing by itself.
     *
     * @param special settings of this one
     */
    public static Consumer<String, byte[]> consumer(
            KafkaConnection connection, Map<String, ?> special) {
        var settings = new HashMap<String, Object>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, connection.bootstrapServers());
        settings.put(
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                IsolationLevel.READ_COMMITTED.toString().toLowerCase(Locale.ROOT));
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // To ask for a topic would make it, with as many partitions as the broker likes.
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.putAll(special);
        settings.putAll(connection.settings());
        return new KafkaConsumer<>(settings);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        while (!isClosing()) {
            try {
                read();
            } catch (WakeupException | InterruptException e) {
                return;
            } catch (UnavailableException | KafkaException e) {
                LOG.warn("{}, trying again: {}", words.cannot(), e.getMessage());
                pause();
            } catch (RuntimeException | Error e) {
                if (isClosing()) {
                    LOG.info("{}", words.brokenOff());
                    return;
                }
                LOG.error("{}, trying again", words.failed(), e);
                pause();
            }
        }
    }

    private void read() {
        try (var consumer = consumers.get();
                var _ = meters.of(consumer)) {
            current = consumer;
            reading.read(consumer, this);
        } finally {
            current = null;
        }
    }

    /** A second, or until it is closed. */
    public void pause() {
        try {
            var _ = closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing.countDown();
        }
    }

    public boolean isClosing() {
        return closing.getCount() == 0;
    }

    /** Ends the poll that waits, and waits for the rest as long as it may take. */
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
            if (!thread.join(farewell.patience())) {
                LOG.warn("{} within {}", words.late(), farewell.patience());
                if (farewell.interrupts()) {
                    thread.interrupt();
                    thread.join(farewell.patience());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
