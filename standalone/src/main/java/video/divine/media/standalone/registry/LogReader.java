package video.divine.media.standalone.registry;

import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the log from its start and goes on reading: the only way anything gets into the catalogue.
 */
final class LogReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogReader.class);
    private static final Duration POLL = Duration.ofSeconds(1);

    private final TopicPartition partition;
    private final SchemaCatalogue catalogue;
    private final Duration patience;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread;

    /** Guarded by this: the next offset to be applied, and what ended the reading. */
    private long position;

    private @Nullable KafkaException failure;

    LogReader(RegistrySettings settings, SchemaCatalogue catalogue) {
        this.partition = new TopicPartition(settings.topic(), 0);
        this.catalogue = catalogue;
        this.patience = settings.patience();
        this.consumer = consumer(settings);
        this.thread = Thread.ofPlatform().name("schema-log-reader").daemon().unstarted(this::run);
    }

    void start() {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        thread.start();
    }

    /** The first offset after everything that is committed now. Asked by another consumer. */
    static long end(RegistrySettings settings) {
        var partition = new TopicPartition(settings.topic(), 0);
        try (var consumer = consumer(settings)) {
            // Not needed for the answer, but Kafka warns about an offset of an unassigned
            // partition.
            consumer.assign(List.of(partition));
            return consumer.endOffsets(List.of(partition), settings.patience())
                    .getOrDefault(partition, 0L);
        }
    }

    /**
     * Waits until all offsets below {@code end} are in the catalogue.
     *
     * @throws KafkaException if reading has failed, or takes longer than the patience
     */
    synchronized void awaitApplied(long end) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (position < end) {
            if (failure != null) {
                throw new KafkaException("the log is no longer read", failure);
            }
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new org.apache.kafka.common.errors.TimeoutException(
                        "offset %d of %s was not read back in time".formatted(end - 1, partition));
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new org.apache.kafka.common.errors.InterruptException(e);
            }
        }
    }

    private void run() {
        try (consumer) {
            while (true) {
                for (var fetched : consumer.poll(POLL)) {
                    LogEntry.parse(fetched.key(), fetched.value())
                            .ifPresentOrElse(
                                    catalogue::apply,
                                    () ->
                                            LOG.warn(
                                                    "Offset {} of {} is not this registry's: skipped",
                                                    fetched.offset(),
                                                    partition));
                }
                // Also past commit markers and compacted records, which are never returned.
                reached(consumer.position(partition));
            }
        } catch (WakeupException _) {
            reached(new KafkaException("the registry is closed"));
        } catch (KafkaException e) {
            // What is in the catalogue stays true and is served; writes fail from here on.
            LOG.error("The schema log {} is no longer read", partition, e);
            reached(e);
        }
    }

    private synchronized void reached(long offset) {
        position = offset;
        notifyAll();
    }

    private synchronized void reached(KafkaException end) {
        failure = end;
        notifyAll();
    }

    private static KafkaConsumer<byte[], byte[]> consumer(RegistrySettings settings) {
        var properties = new HashMap<String, Object>(settings.clientProperties());
        properties.putAll(
                Map.of(
                        "bootstrap.servers",
                        settings.bootstrapServers(),
                        "isolation.level",
                        "read_committed",
                        "auto.offset.reset",
                        "earliest",
                        "enable.auto.commit",
                        false,
                        "allow.auto.create.topics",
                        false,
                        "default.api.timeout.ms",
                        (int) settings.patience().toMillis()));
        return new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public void close() {
        if (thread.getState() == Thread.State.NEW) {
            consumer.close();
            return;
        }
        consumer.wakeup();
        try {
            thread.join(patience);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
