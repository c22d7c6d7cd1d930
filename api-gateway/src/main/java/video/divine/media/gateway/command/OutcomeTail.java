package video.divine.media.gateway.command;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import video.divine.media.avro.Outcome;
import video.divine.media.schemas.MediaTopic;
import video.divine.media.service.kafka.KafkaConnection;
import video.divine.media.service.metrics.ClientMeters;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Reads one partition of the outcomes from the moment of its start on, committed records only. It
 * belongs to no group: nothing is to be resumed, as nobody of an earlier run waits any more.
 */
final class OutcomeTail implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutcomeTail.class);

    /** A fetch without a record is answered after half a second. */
    private static final Duration LONGEST_FETCH = Duration.ofSeconds(2);

    private static final Duration POLL = Duration.ofSeconds(1);

    /**
     * An outcome that comes meanwhile waits for so long at worst, where the leader gives records
     * and yet no answer. Twice as long as a broker may sit on a fetch (fetch.max.wait.ms), behind
     * which the question stands on the same connection.
     */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(1);

    private static final KafkaReader.Words WORDS =
            new KafkaReader.Words(
                    "outcome-tail",
                    "outcomes cannot be read",
                    "reading outcomes failed",
                    "reading outcomes was broken off",
                    "reading outcomes did not end");

    /** Nothing is lost where it is left to itself. */
    private static final KafkaReader.Farewell FAREWELL =
            new KafkaReader.Farewell(Duration.ofSeconds(5), false);

    private final Deserializer<Outcome> outcomes;
    private final TopicPartition partition;
    private final Listener listener;
    private final KafkaContact contact;
    private final KafkaReader reader;

    /** Hears every committed outcome of the partition, in order; must not block. */
    @FunctionalInterface
    interface Listener {
        void hear(Outcome outcome);
    }

    private OutcomeTail(
            Supplier<Consumer<String, byte[]>> consumers,
            ClientMeters meters,
            Deserializer<Outcome> outcomes,
            TopicPartition partition,
            Listener listener,
            KafkaContact contact) {
        this.outcomes = outcomes;
        this.partition = partition;
        this.listener = listener;
        this.contact = contact;
        this.reader = new KafkaReader(consumers, meters, this::read, WORDS, FAREWELL);
    }

    /**
     * Begins to read.
     *
     * @param contact hears of what Kafka says here
     */
    static OutcomeTail start(
            Supplier<Consumer<String, byte[]>> consumers,
            ClientMeters meters,
            Deserializer<Outcome> outcomes,
            int partition,
            Listener listener,
            KafkaContact contact) {
        var tail =
                new OutcomeTail(
                        consumers,
                        meters,
                        outcomes,
                        new TopicPartition(MediaTopic.OUTCOMES.topic(), partition),
                        listener,
                        contact);
        tail.reader.start();
        return tail;
    }

    /** A consumer of committed records that belongs to no group. */
    static Consumer<String, byte[]> consumer(KafkaConnection connection) {
        return KafkaReader.consumer(
                connection,
                Map.of(
                        ConsumerConfig.CLIENT_ID_CONFIG,
                        WORDS.thread(),
                        // 30 s by default, for which a broker that hangs would hold up every
                        // outcome, although another one may lead by then.
                        ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        (int) LONGEST_FETCH.toMillis(),
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "latest"));
    }

    private void read(Consumer<String, byte[]> consumer, KafkaReader reader) {
        try {
            awaitPartition(consumer, reader);
            if (reader.isClosing()) {
                return;
            }
            consumer.assign(List.of(partition));
            consumer.seekToEnd(List.of(partition));
            // seekToEnd is lazy: only position() makes the place known, and only then may a
            // command be sent whose outcome must not be missed.
            LOG.info("reading outcomes from {}@{}", partition, consumer.position(partition));
            contact.begin();
            while (!reader.isClosing()) {
                var records = consumer.poll(POLL);
                if (!records.isEmpty()) {
                    contact.answered();
                }
                for (var record : records) {
                    hand(record.value(), record.offset());
                }
                askWhoIsSilent(consumer);
            }
        } finally {
            contact.end();
        }
    }

    /** A poll alone does not tell that there is nothing to read from that there is nobody. */
    private void askWhoIsSilent(Consumer<String, byte[]> consumer) {
        if (contact.isSilent()) {
            if (answers(consumer, partition)) {
                contact.answered();
            } else {
                contact.unanswered(partition);
            }
        }
        contact.doubtful()
                .ifPresent(
                        topic -> {
                            if (answers(consumer, new TopicPartition(topic.topic(), 0))) {
                                contact.taken(topic);
                            } else {
                                contact.unanswered(topic);
                            }
                        });
    }

    /** Whether the partition has a leader that we reach. The place in our own is kept. */
    private static boolean answers(Consumer<String, byte[]> consumer, TopicPartition partition) {
        try {
            consumer.endOffsets(List.of(partition), ANSWER_WITHIN);
            return true;
        } catch (RetriableException _) {
            return false;
        }
    }

    /**
     * Until the partition is there, or this is closed. A wrong setting would otherwise be a
     * position that cannot be found, time and again; but the topic may also be made, or grow,
     * later. To be called before the assignment: from then on the consumer answers from a cache of
     * minutes.
     */
    private void awaitPartition(Consumer<String, byte[]> consumer, KafkaReader reader) {
        int said = -1;
        while (!reader.isClosing()) {
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
            reader.pause();
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

    @Override
    public void close() {
        reader.close();
    }
}
