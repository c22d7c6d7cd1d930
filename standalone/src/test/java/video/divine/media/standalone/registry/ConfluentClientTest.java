package video.divine.media.standalone.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import org.apache.flink.avro.shaded.org.apache.avro.Schema;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericDatumReader;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericDatumWriter;
import org.apache.flink.avro.shaded.org.apache.avro.io.DecoderFactory;
import org.apache.flink.avro.shaded.org.apache.avro.io.EncoderFactory;
import org.apache.flink.avro.shaded.org.apache.avro.util.RandomData;
import org.apache.flink.formats.avro.registry.confluent.ConfluentSchemaRegistryCoder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import video.divine.media.schemas.MediaTopic;
import video.divine.media.schemas.registry.AvroSerde;
import video.divine.media.schemas.registry.HttpSchemaRegistry;
import video.divine.media.schemas.registry.RegistryClientSettings;
import video.divine.media.standalone.kafka.BrokerFaults;
import video.divine.media.standalone.kafka.InProcessKafka;
import video.divine.media.standalone.kafka.KafkaSettings;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Ours and the genuine Confluent client, with the Avro and the framing of Flink's format around it,
 * on one registry: whatever one writes the other reads, to the byte.
 */
@Timeout(60)
@ExtendWith(BrokerFaults.class)
class ConfluentClientTest {
    private static final int RECORDS = 50;
    private static final int KEPT_SCHEMAS = 100;
    private static final long SEED = 20_270_115;

    @TempDir static Path directory;
    private static InProcessKafka kafka;
    private static RegistryServer server;
    private static HttpSchemaRegistry ours;

    @BeforeAll
    static void start() {
        kafka = InProcessKafka.start(new KafkaSettings(directory, 0));
        server = RegistryServer.start(RegistrySettings.local(0, kafka.bootstrapServers()));
        ours = new HttpSchemaRegistry(RegistryClientSettings.of(server.uri()));
    }

    @AfterAll
    static void stop() {
        ours.close();
        server.close();
        kafka.close();
    }

    static Stream<MediaTopic> topics() {
        return Arrays.stream(MediaTopic.values()).filter(it -> it.valueSchema().isPresent());
    }

    @ParameterizedTest
    @MethodSource("topics")
    void whatEitherWritesTheOtherReads(MediaTopic topic) throws Exception {
        var subject = topic.topic() + "-value";
        var theirSchema = new Schema.Parser().parse(topic.valueSchema().orElseThrow().toString());
        var ourSerde = AvroSerde.forValues(recordClass(topic), ours);
        try (var client = theirs()) {
            // They register it first, or find what we registered: one id either way.
            int id = client.register(subject, new AvroSchema(theirSchema));
            assertThat(ourSerde.register(topic.topic())).isEqualTo(id);
            assertThat(client.getId(subject, new AvroSchema(theirSchema))).isEqualTo(id);
            assertThat(client.testCompatibility(subject, new AvroSchema(theirSchema))).isTrue();

            var coder = new ConfluentSchemaRegistryCoder(subject, client);
            int read = 0;
            for (var record : new RandomData(theirSchema, RECORDS, SEED)) {
                var theirBytes = write(coder, theirSchema, record);
                var ourBytes = readAndWritten(ourSerde, topic, theirBytes);

                assertThat(read(coder, ourBytes)).isEqualTo(read(coder, theirBytes));
                assertThat(ourBytes).hasSameSizeAs(theirBytes);
                read++;
            }
            assertThat(read).isEqualTo(RECORDS);
        }
    }

    @Test
    void whatOneRegistersTheOtherFindsByItsId() throws Exception {
        var ourSchema = MediaTopic.VIDEOS.valueSchema().orElseThrow();
        int id = ours.register("registered-by-us-value", ourSchema);

        try (var client = theirs();
                var fresh = new HttpSchemaRegistry(RegistryClientSettings.of(server.uri()))) {
            assertThat(client.getSchemaById(id).canonicalString())
                    .isEqualTo(new AvroSchema(ourSchema.toString()).canonicalString());
            assertThat(client.getAllSubjects()).contains("registered-by-us-value");
            int theirId =
                    client.register(
                            "registered-by-them-value",
                            new AvroSchema("{\"type\":\"fixed\",\"name\":\"F\",\"size\":16}"));
            assertThat(fresh.schema(theirId).getFixedSize()).isEqualTo(16);
        }
    }

    @Test
    void refusalsAreUnderstood() throws Exception {
        try (var client = theirs()) {
            client.register("refused-value", new AvroSchema("\"int\""));

            assertThatThrownBy(() -> client.register("refused-value", new AvroSchema("\"string\"")))
                    .isInstanceOfSatisfying(
                            RestClientException.class,
                            it -> assertThat(it.getStatus()).isEqualTo(409));
            assertThatThrownBy(() -> client.getSchemaById(1_000_000))
                    .isInstanceOfSatisfying(
                            RestClientException.class,
                            it -> assertThat(it.getErrorCode()).isEqualTo(40_403));
        }
    }

    private static CachedSchemaRegistryClient theirs() {
        return new CachedSchemaRegistryClient(server.uri().toString(), KEPT_SCHEMAS);
    }

    private static Class<? extends SpecificRecord> recordClass(MediaTopic topic)
            throws ClassNotFoundException {
        return Class.forName(topic.valueSchema().orElseThrow().getFullName())
                .asSubclass(SpecificRecord.class);
    }

    private static <T extends SpecificRecord> byte[] readAndWritten(
            AvroSerde<T> serde, MediaTopic topic, byte[] bytes) {
        var record = serde.deserializer().deserialize(topic.topic(), bytes);
        return serde.serializer().serialize(topic.topic(), record);
    }

    private static byte[] write(ConfluentSchemaRegistryCoder coder, Schema schema, Object record)
            throws IOException {
        var bytes = new ByteArrayOutputStream();
        coder.writeSchema(schema, bytes);
        var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<>(schema).write(record, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }

    private static Object read(ConfluentSchemaRegistryCoder coder, byte[] bytes)
            throws IOException {
        var in = new ByteArrayInputStream(bytes);
        var schema = coder.readSchema(in);
        return new GenericDatumReader<>(schema)
                .read(null, DecoderFactory.get().binaryDecoder(in, null));
    }
}
