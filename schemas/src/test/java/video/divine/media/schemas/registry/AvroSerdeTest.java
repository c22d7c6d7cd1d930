package video.divine.media.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

class AvroSerdeTest {
    private static final String TOPIC = "media.greetings";

    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    private final AvroSerde<Greeting> serde = AvroSerde.forValues(Greeting.class, registry);

    @Test
    void recordsComeBackAsTheyWere() {
        var bytes = write(new Greeting("hello", 3));

        assertThat(serde.deserializer().deserialize(TOPIC, bytes))
                .isEqualTo(new Greeting("hello", 3));
    }

    @Test
    void bytesAreConfluentsFormat() {
        registry.register("other-value", Schema.create(Schema.Type.STRING));

        // Magic, id 2 in four bytes, then Avro: length 2 as zigzag 4, "hi", 3 as zigzag 6.
        assertThat(write(new Greeting("hi", 3))).containsExactly(0, 0, 0, 0, 2, 4, 'h', 'i', 6);
    }

    @Test
    void nullStaysNull() {
        assertThat(serde.serializer().serialize(TOPIC, null)).isNull();
        assertThat(serde.deserializer().deserialize(TOPIC, (byte[]) null)).isNull();
    }

    @Test
    void keysAndValuesHaveSubjectsOfTheirOwn() {
        assertThat(ConfluentWireFormat.subject(TOPIC, false)).isEqualTo("media.greetings-value");
        assertThat(ConfluentWireFormat.subject(TOPIC, true)).isEqualTo("media.greetings-key");
        var keys = AvroSerde.forKeys(Greeting.class, registry);
        assertThat(keys.register(TOPIC)).isEqualTo(serde.register(TOPIC));
    }

    @Test
    void recordsOfAnEarlierVersionAreResolved() throws IOException {
        int id = registry.register("media.greetings-value", Greeting.EARLIER);
        var datum = new GenericRecordBuilder(Greeting.EARLIER).set("text", "old").build();

        assertThat(serde.deserializer().deserialize(TOPIC, frame(id, datum)))
                .isEqualTo(new Greeting("old", 1));
    }

    @Test
    void anotherRecordTypeIsRefusedThoughItsFieldsWouldResolve() throws IOException {
        // Avro compares the last name only: it would read this one without a word.
        var foreign =
                new Schema.Parser().parse(Greeting.SCHEMA$.toString().replace("schemas", "other"));
        int id = registry.register("foreign-value", foreign);
        var datum = new GenericRecordBuilder(foreign).set("text", "x").set("count", 2).build();

        assertRefused(
                frame(id, datum),
                "Expected a video.divine.media.schemas.registry.Greeting in media.greetings, but"
                        + " schema 1 is of video.divine.media.other.registry.Greeting.");
    }

    @Test
    void aForeignHeaderIsRefused() {
        var bytes = write(new Greeting("hello", 3));
        bytes[0] = 0x7b;

        assertRefused(
                bytes,
                "Expected the first byte to be 0x00, but it is 0x7b: not Confluent's format.");
        assertRefused(
                new byte[] {0, 0, 0},
                "Expected a header of 5 bytes, but the record has 3 bytes in all.");
    }

    @Test
    void anUnknownIdIsToldApart() {
        var bytes = write(new Greeting("hello", 3));
        bytes[4] = 77;

        var thrown =
                catchThrowableOfType(
                        UnknownSchemaException.class,
                        () -> serde.deserializer().deserialize(TOPIC, bytes));
        assertThat(thrown.schemaId()).isEqualTo(77);
    }

    @Test
    void surplusBytesAreRefused() {
        var bytes = write(new Greeting("hello", 3));

        assertRefused(
                Arrays.copyOf(bytes, bytes.length + 1),
                "Expected one video.divine.media.schemas.registry.Greeting in media.greetings, but"
                        + " bytes follow its end in the record of 13 bytes.");
    }

    @Test
    void everyTruncationIsRefused() {
        var bytes = write(new Greeting("hello", 3));

        for (int length = 0; length < bytes.length; length++) {
            var cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, cut))
                    .isInstanceOf(SerializationException.class);
        }
        assertRefused(
                Arrays.copyOf(bytes, 8),
                "Expected a whole video.divine.media.schemas.registry.Greeting in media.greetings,"
                        + " but the record of 8 bytes ends within it.");
    }

    @Test
    void noBytesWhateverEscapeAsAnythingElse() {
        write(new Greeting("hello", 3));
        var random = new Random(20261121);
        for (int i = 0; i < 20_000; i++) {
            var bytes = new byte[5 + random.nextInt(20)];
            random.nextBytes(bytes);
            System.arraycopy(ConfluentWireFormat.header(1), 0, bytes, 0, 5);
            try {
                serde.deserializer().deserialize(TOPIC, bytes);
            } catch (SerializationException expected) {
                assertThat(expected).hasMessageStartingWith("Expected");
            }
        }
    }

    @Test
    void aRecordOverTheBoundIsNotWritten() {
        var small = AvroSerde.forValues(Greeting.class, registry, 20);

        // 5 bytes of header, 1 of length, 13 of text, 1 of count.
        assertThat(small.serializer().serialize(TOPIC, new Greeting("x".repeat(13), 1)))
                .hasSize(20);
        assertThatThrownBy(
                        () -> small.serializer().serialize(TOPIC, new Greeting("x".repeat(14), 1)))
                .isInstanceOf(SerializationException.class)
                .hasMessage(
                        "Expected at most 20 bytes in a record of media.greetings, but a"
                                + " video.divine.media.schemas.registry.Greeting takes more.");
    }

    @Test
    void aFieldThatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> write(new Greeting(null, 1)))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("a field does not fit its schema");
    }

    @Test
    void anIncompatibleBuildFailsWhenItRegisters() {
        registry.register(
                "media.greetings-value",
                new Schema.Parser()
                        .parse(
                                """
                                {"type":"record","name":"Greeting",
                                 "namespace":"video.divine.media.schemas.registry",
                                 "fields":[{"name":"text","type":"int"}]}
                                """));

        assertThatThrownBy(() -> serde.register(TOPIC))
                .isInstanceOf(IncompatibleSchemaException.class)
                .hasMessageStartingWith(
                        "Expected the schema video.divine.media.schemas.registry.Greeting to read"
                                + " every version of media.greetings-value, but:");
    }

    @Test
    void threadsShareOneSerde() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var work =
                    IntStream.range(0, 500)
                            .<Callable<Boolean>>mapToObj(
                                    i ->
                                            () -> {
                                                var sent = new Greeting("number " + i, i);
                                                var read =
                                                        serde.deserializer()
                                                                .deserialize(TOPIC, write(sent));
                                                return sent.equals(read);
                                            })
                            .toList();
            for (var done : threads.invokeAll(work)) {
                assertThat(done.get()).isTrue();
            }
        }
    }

    @Test
    void noPayloadAppearsInAStackTrace() {
        record Secret(String text) {
            Secret {
                throw new IllegalArgumentException("cannot take " + text);
            }
        }
        var mapped =
                AvroSerde.mapped(
                        serde,
                        (Secret it) -> new Greeting(it.text(), 1),
                        it -> new Secret(String.valueOf(it.text())));
        var bytes = write(new Greeting("hunter2", 1));

        var thrown =
                catchThrowableOfType(
                        SerializationException.class,
                        () -> mapped.deserializer().deserialize(TOPIC, bytes));
        var trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString())
                .contains("the mapping of Greeting failed with IllegalArgumentException")
                .doesNotContain("hunter2");
    }

    private byte[] write(Greeting greeting) {
        return serde.serializer().serialize(TOPIC, greeting);
    }

    private void assertRefused(byte[] bytes, String sentence) {
        assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, bytes))
                .isInstanceOf(SerializationException.class)
                .hasMessage(sentence);
    }

    private static byte[] frame(int id, GenericRecord datum) throws IOException {
        var output = new ByteArrayOutputStream();
        output.write(ConfluentWireFormat.header(id));
        var encoder = EncoderFactory.get().directBinaryEncoder(output, null);
        new GenericDatumWriter<GenericRecord>(datum.getSchema()).write(datum, encoder);
        return output.toByteArray();
    }
}
