package video.divine.media.schemas.registry;

import org.apache.kafka.common.errors.SerializationException;

import java.nio.ByteBuffer;

/**
 * Confluent's framing of a record: the byte 0x00, the schema id as 4 bytes big-endian, then Avro's
 * binary encoding. ("Wire format" in the Schema Registry's serializer documentation.)
 */
public final class ConfluentWireFormat {
    /** The only value the first byte ever had. */
    public static final byte MAGIC = 0;

    /** Bytes before the Avro encoding. */
    public static final int HEADER_BYTES = 1 + Integer.BYTES;

    private ConfluentWireFormat() {}

    /** The header of a record with this schema id. */
    public static byte[] header(int schemaId) {
        return ByteBuffer.allocate(HEADER_BYTES).put(MAGIC).putInt(schemaId).array();
    }

    /**
     * Reads the schema id of a framed record.
     *
     * @throws SerializationException if the bytes do not start with such a header
     */
    public static int schemaId(byte[] framed) {
        if (framed.length < HEADER_BYTES) {
            throw new SerializationException(
                    "Expected a header of %d bytes, but the record has %d bytes in all."
                            .formatted(HEADER_BYTES, framed.length));
        }
        if (framed[0] != MAGIC) {
            throw new SerializationException(
                    "Expected the first byte to be 0x00, but it is 0x%02x: not Confluent's format."
                            .formatted(framed[0]));
        }
        return ByteBuffer.wrap(framed, 1, Integer.BYTES).getInt();
    }

    /** The subject of a topic's keys or values by Confluent's TopicNameStrategy. */
    public static String subject(String topic, boolean key) {
        return topic + (key ? "-key" : "-value");
    }
}
