package video.divine.media.standalone.endtoend;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

import video.divine.media.schemas.MediaTopic;
import video.divine.media.schemas.registry.AvroSerde;
import video.divine.media.schemas.registry.HttpSchemaRegistry;
import video.divine.media.schemas.registry.RegistryClientSettings;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** What an ordinary Kafka client sees: a consumer that reads committed, a producer. */
public record Topics(String bootstrapServers, String registryUrl) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Every committed record of a topic up to its present end, decoded. */
    public <T extends SpecificRecord> List<ConsumerRecord<String, T>> read(
            MediaTopic topic, Class<T> type) {
        try (var registry =
                        new HttpSchemaRegistry(
                                RegistryClientSettings.of(URI.create(registryUrl)),
                                InstantSource.system());
                var serde = AvroSerde.forValues(type, registry)) {
            return read(topic, serde.deserializer());
        }
    }

    /** Every committed record of a topic up to its present end, as bytes. */
    public List<ConsumerRecord<String, byte[]>> readBytes(MediaTopic topic) {
        return read(topic, new ByteArrayDeserializer());
    }

    private <T> List<ConsumerRecord<String, T>> read(
            MediaTopic topic, Deserializer<T> deserializer) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), deserializer)) {
            var partitions =
                    consumer.partitionsFor(topic.topic()).stream()
                            .map(it -> new TopicPartition(it.topic(), it.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var records = new ArrayList<ConsumerRecord<String, T>>();
            var deadline = Instant.now().plus(PATIENCE);
            while (ends.entrySet().stream()
                    .anyMatch(it -> consumer.position(it.getKey()) < it.getValue())) {
                if (Instant.now().isAfter(deadline)) {
                    throw new IllegalStateException("the end of " + topic + " was not reached");
                }
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }

    /** Of some record of a topic: others may be nobody's, as a test writes garbage too. */
    public <T extends SpecificRecord> T value(MediaTopic topic, Class<T> type, byte[] bytes) {
        try (var registry =
                        new HttpSchemaRegistry(
                                RegistryClientSettings.of(URI.create(registryUrl)),
                                InstantSource.system());
                var serde = AvroSerde.forValues(type, registry)) {
            return serde.deserializer().deserialize(topic.topic(), bytes);
        }
    }

    /** A record as it stands in a topic. */
    @SuppressWarnings("unchecked") // a record's class is a class of its type
    public <T extends SpecificRecord> byte[] bytes(MediaTopic topic, T value) {
        try (var registry =
                        new HttpSchemaRegistry(
                                RegistryClientSettings.of(URI.create(registryUrl)),
                                InstantSource.system());
                var serde = AvroSerde.forValues((Class<T>) value.getClass(), registry)) {
            return serde.serializer().serialize(topic.topic(), value);
        }
    }

    /** Writes raw bytes and waits for the broker's word; answers where they went. */
    public Place write(MediaTopic topic, String key, byte @Nullable [] value) {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers, "acks", "all");
        try (var producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            var written = producer.send(new ProducerRecord<>(topic.topic(), key, value)).get();
            return new Place(written.topic(), written.partition(), written.offset());
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Where a record is. */
    public record Place(String topic, int partition, long offset) {}
}
