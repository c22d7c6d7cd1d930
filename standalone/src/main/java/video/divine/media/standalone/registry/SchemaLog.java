package video.divine.media.standalone.registry;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The registry's log: decisions are made on what it says, written, and take effect when they have
 * been read back.
 *
 * <p>There is one writer. A transactional id fences every other one, so that an earlier server that
 * still lives, or comes back, cannot give an id away twice: it must take the log over first, which
 * includes reading what was written meanwhile.
 */
final class SchemaLog implements AutoCloseable {
    /** What a decision comes to: an answer, after an entry has been written if there is one. */
    record Step(@Nullable LogEntry entry, Reply reply) {
        static Step answer(Reply reply) {
            return new Step(null, reply);
        }
    }

    private final RegistrySettings settings;
    private final LogReader reader;
    private @Nullable Producer<byte[], byte[]> writer;

    private SchemaLog(RegistrySettings settings, LogReader reader) {
        this.settings = settings;
        this.reader = reader;
    }

    /**
     * Opens the log and fills {@code catalogue} with all of it.
     *
     * @throws RegistryStartException if Kafka does not answer, or the topic is not fit
     */
    static SchemaLog open(RegistrySettings settings, SchemaCatalogue catalogue) {
        new LogTopic(settings).prepare();
        var reader = new LogReader(settings, catalogue);
        var log = new SchemaLog(settings, reader);
        try {
            reader.start();
            reader.awaitApplied(LogReader.end(settings));
            return log;
        } catch (KafkaException e) {
            log.close();
            throw new RegistryStartException(
                    "The schema registry cannot read its topic %s: %s."
                            .formatted(settings.topic(), e.getMessage()),
                    e);
        }
    }

    /**
     * Decides and writes, one at a time.
     *
     * @param decision sees a catalogue that holds everything written so far
     */
    synchronized Reply write(Supplier<Step> decision) {
        try {
            var producer = writer();
            var step = decision.get();
            if (step.entry() != null) {
                reader.awaitApplied(append(producer, step.entry()) + 1);
            }
            return step.reply();
        } catch (KafkaException e) {
            return abandoned(e);
        } catch (ExecutionException e) {
            return abandoned(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            return abandoned(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return abandoned(e);
        }
    }

    private long append(Producer<byte[], byte[]> producer, LogEntry entry)
            throws InterruptedException, ExecutionException, TimeoutException {
        producer.beginTransaction();
        var sent =
                producer.send(
                        new ProducerRecord<>(settings.topic(), 0, entry.key(), entry.value()));
        producer.flush();
        long offset = sent.get(settings.patience().toNanos(), NANOSECONDS).offset();
        producer.commitTransaction();
        return offset;
    }

    /**
     * The next write takes the log over anew, and finds out what became of this one: repeating a
     * request is always right.
     */
    private Reply abandoned(Throwable reason) {
        closeWriter();
        return Reply.logUnavailable(reason.toString());
    }

    private Producer<byte[], byte[]> writer() {
        if (writer == null) {
            var fresh = producer();
            // Before it can throw, so that a failure closes it.
            writer = fresh;
            // Fences the others, and ends what they had begun: from here on the log is ours.
            fresh.initTransactions();
            reader.awaitApplied(LogReader.end(settings));
        }
        return writer;
    }

    private Producer<byte[], byte[]> producer() {
        int patience = (int) settings.patience().toMillis();
        var properties = new HashMap<String, Object>(settings.clientProperties());
        properties.putAll(
                Map.of(
                        "bootstrap.servers",
                        settings.bootstrapServers(),
                        "acks",
                        "all",
                        "transactional.id",
                        "schema-registry-" + settings.topic(),
                        "transaction.timeout.ms",
                        patience,
                        "max.block.ms",
                        patience,
                        "delivery.timeout.ms",
                        patience,
                        "request.timeout.ms",
                        Math.min(5_000, patience),
                        "linger.ms",
                        0));
        return new KafkaProducer<>(
                properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private void closeWriter() {
        if (writer != null) {
            writer.close(Duration.ZERO);
            writer = null;
        }
    }

    @Override
    public synchronized void close() {
        closeWriter();
        reader.close();
    }
}
