package video.divine.media.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;

import java.util.Objects;

class MappedSerdeTest {
    private static final String TOPIC = "media.words";

    private record Word(String text) {
        Word {
            Objects.requireNonNull(text);
            if (text.contains(" ")) {
                throw new IllegalArgumentException("a word has no space: " + text);
            }
        }
    }

    private final AvroSerde<Greeting> records =
            AvroSerde.forValues(Greeting.class, new InMemorySchemaRegistry());
    private final Serde<Word> words =
            AvroSerde.mapped(
                    records,
                    word -> new Greeting(word.text(), 1),
                    greeting -> new Word(String.valueOf(greeting.text())));

    @Test
    void domainValuesComeBackAsTheyWere() {
        var headers = new RecordHeaders();
        var bytes = words.serializer().serialize(TOPIC, headers, new Word("cat"));

        assertThat(words.deserializer().deserialize(TOPIC, headers, bytes))
                .isEqualTo(new Word("cat"));
        assertThat(words.deserializer().deserialize(TOPIC, bytes)).isEqualTo(new Word("cat"));
    }

    @Test
    void nullDoesNotReachTheMapping() {
        assertThat(words.serializer().serialize(TOPIC, null)).isNull();
        assertThat(words.deserializer().deserialize(TOPIC, (byte[]) null)).isNull();
        assertThat(words.deserializer().deserialize(TOPIC, new RecordHeaders(), (byte[]) null))
                .isNull();
    }

    @Test
    void whatARecordConstructorRefusesIsASerializationException() {
        var bytes = records.serializer().serialize(TOPIC, new Greeting("two words", 1));

        assertThatThrownBy(() -> words.deserializer().deserialize(TOPIC, bytes))
                .isInstanceOf(SerializationException.class)
                .hasMessage(
                        "Cannot read a value of media.words: the mapping of Greeting failed with"
                                + " IllegalArgumentException.");
    }

    @Test
    void aMappingThatThrowsWhileWritingIsASerializationException() {
        Serde<Word> broken =
                AvroSerde.mapped(
                        records,
                        _ -> {
                            throw new NullPointerException();
                        },
                        _ -> new Word("x"));

        assertThatThrownBy(() -> broken.serializer().serialize(TOPIC, new Word("cat")))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("NullPointerException");
    }

    @Test
    void theRecordsOwnRefusalPassesThrough() {
        assertThatThrownBy(
                        () -> words.deserializer().deserialize(TOPIC, new byte[] {1, 2, 3, 4, 5}))
                .isInstanceOf(SerializationException.class)
                .hasMessageStartingWith("Expected the first byte");
    }
}
