package video.divine.media.processor.runtime;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import video.divine.media.schemas.MediaTopic;
import video.divine.media.schemas.TraceHeaders;
import video.divine.media.schemas.registry.IncompatibleSchemaException;
import video.divine.media.schemas.registry.RegistryRefusedException;
import video.divine.media.schemas.registry.RegistryUnavailableException;
import video.divine.media.schemas.registry.SchemaRegistryException;
import video.divine.media.schemas.registry.UnknownSchemaException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * What cannot be decoded goes to the dead-letter topic, byte for byte, in the transaction that
 * moves on past it; the headers are those of KIP-1034, and its trace. A registry that does not
 * answer is no fault of the record: the thread fails and reads it again.
 *
 * <p>A dead letter that the producer refuses would kill the thread each time the record is read, so
 * it always fits. What was compressed can be larger than any limit; it is named and left in its
 * topic.
 */
public final class DeadLetters implements DeserializationExceptionHandler {
    /** Why: a sentence without payload. */
    public static final String REASON_HEADER = "__streams.errors.message";

    /** The exception's class. */
    public static final String EXCEPTION_HEADER = "__streams.errors.exception";

    /** Where the record came from. */
    public static final String TOPIC_HEADER = "__streams.errors.topic";

    /** Where the record came from, as a decimal number. */
    public static final String PARTITION_HEADER = "__streams.errors.partition";

    /** Where the record came from, as a decimal number. */
    public static final String OFFSET_HEADER = "__streams.errors.offset";

    /** An exception can quote what it was given. */
    static final int LONGEST_REASON = 1_000;

    /** Of key and value together; the headers have the rest, of which they need some KiB. */
    static final int LARGEST_RECORD = MediaTopic.DEAD_LETTER_BYTES - (64 << 10);

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    @Override
    public Response handleError(
            ErrorHandlerContext context,
            ConsumerRecord<byte[], byte[]> record,
            Exception exception) {
        if (!isTheRecordsFault(exception)) {
            LOG.error(
                    "schema registry failed; {}-{}@{} will be read again: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    exception.getMessage());
            return Response.fail();
        }
        var size = size(record.key()) + size(record.value());
        var fits = size <= LARGEST_RECORD;
        var reason =
                fits
                        ? shortened(exception)
                        : "Expected a record of up to %d bytes, but got %d; it is left where it was: %s"
                                .formatted(LARGEST_RECORD, size, shortened(exception));
        LOG.warn(
                "dead letter topic={} partition={} offset={} reason=\"{}\"",
                record.topic(),
                record.partition(),
                record.offset(),
                reason);
        var headers = TraceHeaders.of(record.headers());
        headers.add(EXCEPTION_HEADER, utf8(exception.getClass().getName()));
        headers.add(REASON_HEADER, utf8(reason));
        headers.add(TOPIC_HEADER, utf8(record.topic()));
        headers.add(PARTITION_HEADER, utf8(String.valueOf(record.partition())));
        headers.add(OFFSET_HEADER, utf8(String.valueOf(record.offset())));
        return Response.resume(
                List.of(
                        new ProducerRecord<>(
                                MediaTopic.DEAD_LETTERS.topic(),
                                null,
                                record.timestamp(),
                                fits ? record.key() : null,
                                fits ? record.value() : null,
                                headers)));
    }

    private static long size(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private static String shortened(Exception exception) {
        var reason = String.valueOf(exception.getMessage());
        return reason.substring(0, Math.min(reason.length(), LONGEST_REASON));
    }

    private static boolean isTheRecordsFault(Throwable exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof SchemaRegistryException registry) {
                return switch (registry) {
                    case UnknownSchemaException _, IncompatibleSchemaException _ -> true;
                    case RegistryUnavailableException _, RegistryRefusedException _ -> false;
                };
            }
        }
        return true;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void configure(Map<String, ?> configs) {
        // The dead-letter topic's name is part of the catalogue, not of the configuration.
    }
}
