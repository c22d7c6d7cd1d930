package video.divine.media.processor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.AbstractRecords;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler.Response;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler.Result;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.processor.TaskId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import video.divine.media.schemas.MediaTopic;
import video.divine.media.schemas.registry.IncompatibleSchemaException;
import video.divine.media.schemas.registry.RegistryRefusedException;
import video.divine.media.schemas.registry.RegistryUnavailableException;
import video.divine.media.schemas.registry.UnknownSchemaException;
import video.divine.media.service.kafka.KafkaConnection;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** What becomes of a record that cannot be decoded. */
class DeadLettersTest {
    private static final byte[] KEY = {'u', 'i', 'd'};
    private static final byte[] VALUE = {(byte) 0xca, (byte) 0xfe};

    /** What a broker takes by default, with the batch around the record. */
    private static final int BROKERS_LIMIT = (1 << 20) + 12;

    final DeadLetters handler = new DeadLetters();

    /** Where the handler stands, which it learns from the record already. */
    private record Context() implements ErrorHandlerContext {
        @Override
        public String topic() {
            return MediaTopic.VIDEO_COMMANDS.topic();
        }

        @Override
        public int partition() {
            return 3;
        }

        @Override
        public long offset() {
            return 42;
        }

        @Override
        public org.apache.kafka.common.header.Headers headers() {
            return new RecordHeaders();
        }

        @Override
        public String processorNodeId() {
            return "video-commands";
        }

        @Override
        public TaskId taskId() {
            return new TaskId(0, 3);
        }

        @Override
        public long timestamp() {
            return 1_000;
        }

        @Override
        public byte @Nullable [] sourceRawKey() {
            return null;
        }

        @Override
        public byte @Nullable [] sourceRawValue() {
            return null;
        }
    }

    private Response handle(byte[] value, Exception exception) {
        return handler.handleError(
                new Context(),
                new ConsumerRecord<>(
                        MediaTopic.VIDEO_COMMANDS.topic(),
                        3,
                        42,
                        1_000,
                        TimestampType.LOG_APPEND_TIME,
                        KEY.length,
                        value.length,
                        KEY,
                        value,
                        new RecordHeaders(),
                        Optional.empty()),
                exception);
    }

    private static ProducerRecord<byte[], byte[]> letter(Response response) {
        assertThat(response.result()).isEqualTo(Result.RESUME);
        assertThat(response.deadLetterQueueRecords()).hasSize(1);
        return response.deadLetterQueueRecords().getFirst();
    }

    private static List<String> headers(ProducerRecord<byte[], byte[]> letter) {
        return StreamSupport.stream(letter.headers().spliterator(), false)
                .map(header -> header.key() + "=" + text(header))
                .toList();
    }

    private static String header(ProducerRecord<byte[], byte[]> letter, String name) {
        return text(letter.headers().lastHeader(name));
    }

    private static String text(Header header) {
        return new String(header.value(), StandardCharsets.UTF_8);
    }

    /** As the producer estimates it before it sends. */
    private static int size(ProducerRecord<byte[], byte[]> letter) {
        return AbstractRecords.estimateSizeInBytesUpperBound(
                RecordBatch.CURRENT_MAGIC_VALUE,
                CompressionType.NONE,
                letter.key(),
                letter.value(),
                letter.headers().toArray());
    }

    @Test
    void aRecordThatCannotBeDecodedIsPutAsideByteForByte() {
        var letter = letter(handle(VALUE, new IllegalArgumentException("no Avro")));

        assertThat(letter.topic()).isEqualTo("media.dead-letters");
        assertThat(letter.partition()).isNull();
        assertThat(letter.timestamp()).isEqualTo(1_000);
        assertThat(letter.key()).isEqualTo(KEY);
        assertThat(letter.value()).isEqualTo(VALUE);
        assertThat(headers(letter))
                .containsExactlyInAnyOrder(
                        "__streams.errors.exception=java.lang.IllegalArgumentException",
                        "__streams.errors.message=no Avro",
                        "__streams.errors.topic=media.video-commands",
                        "__streams.errors.partition=3",
                        "__streams.errors.offset=42");
    }

    static List<Exception> faultsOfTheRecord() {
        return List.of(
                new UnknownSchemaException(7, "schema 7 is not there"),
                new IncompatibleSchemaException("media.video-commands-value", "other fields"));
    }

    @ParameterizedTest
    @MethodSource("faultsOfTheRecord")
    void aSchemaThatNobodyKnowsIsTheRecordsFault(Exception fault) {
        assertThat(header(letter(handle(VALUE, fault)), DeadLetters.EXCEPTION_HEADER))
                .isEqualTo(fault.getClass().getName());
        assertThat(handle(VALUE, new IllegalStateException(fault)).result())
                .isEqualTo(Result.RESUME);
    }

    static List<Exception> faultsOfTheRegistry() {
        return List.of(
                new RegistryUnavailableException("no answer", null),
                new RegistryRefusedException("HTTP 401", null));
    }

    @ParameterizedTest
    @MethodSource("faultsOfTheRegistry")
    void aRegistryThatDoesNotAnswerIsNot(Exception fault) {
        for (var exception : List.of(fault, new IllegalStateException(fault))) {
            var response = handle(VALUE, exception);

            assertThat(response.result()).isEqualTo(Result.FAIL);
            assertThat(response.deadLetterQueueRecords()).isEmpty();
        }
    }

    @Test
    void anExceptionMayHaveNoMessage() {
        assertThat(
                        header(
                                letter(handle(VALUE, new IllegalStateException())),
                                DeadLetters.REASON_HEADER))
                .isEqualTo("null");
    }

    @Test
    void aReasonThatQuotesTheRecordIsCutOff() {
        var letter = letter(handle(VALUE, new IllegalStateException("\u00fc".repeat(1 << 20))));

        assertThat(header(letter, DeadLetters.REASON_HEADER))
                .isEqualTo("\u00fc".repeat(DeadLetters.LONGEST_REASON));
    }

    @Test
    void theLargestRecordOfABrokerFitsWithItsHeaders() {
        var value = new byte[BROKERS_LIMIT];

        var letter = letter(handle(value, new IllegalStateException("\u20ac".repeat(1 << 20))));

        assertThat(letter.value()).isEqualTo(value);
        assertThat(size(letter)).isGreaterThan(BROKERS_LIMIT).isLessThan(producersLimit());
        assertThat(MediaTopic.DEAD_LETTERS.settings())
                .containsEntry(
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(producersLimit()));
    }

    @Test
    void aRecordThatWasCompressedMayFitNowhereAndIsNamedOnly() {
        var largest = DeadLetters.LARGEST_RECORD - KEY.length;
        var reason = new IllegalStateException("\u20ac".repeat(1 << 20));

        var kept = letter(handle(new byte[largest], reason));
        assertThat(kept.value()).hasSize(largest);
        assertThat(size(kept)).isLessThan(producersLimit());

        var named = letter(handle(new byte[largest + 1], reason));
        assertThat(named.key()).isNull();
        assertThat(named.value()).isNull();
        assertThat(header(named, DeadLetters.REASON_HEADER))
                .startsWith(
                        "Expected a record of up to %d bytes, but got %d; it is left where it was: \u20ac"
                                .formatted(
                                        DeadLetters.LARGEST_RECORD,
                                        DeadLetters.LARGEST_RECORD + 1));
        assertThat(header(named, DeadLetters.OFFSET_HEADER)).isEqualTo("42");
    }

    @Test
    void onlyDeadLettersMayBeLargerThanTheBrokerSays() {
        var larger = new ArrayList<MediaTopic>();
        for (var topic : MediaTopic.values()) {
            if (topic.settings().containsKey(TopicConfig.MAX_MESSAGE_BYTES_CONFIG)) {
                larger.add(topic);
            }
        }

        assertThat(larger).containsExactly(MediaTopic.DEAD_LETTERS);
    }

    private static int producersLimit() {
        var settings =
                ProcessorSettings.alone(
                        new KafkaConnection("localhost:9092", Map.of()),
                        Path.of("state"),
                        ProcessorSettings.Topics.unreplicated(1));
        return (int)
                StreamsSettings.of(settings)
                        .getOrDefault(
                                StreamsConfig.producerPrefix(
                                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
                                1 << 20);
    }
}
