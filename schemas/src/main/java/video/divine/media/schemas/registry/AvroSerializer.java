package video.divine.media.schemas.registry;

import org.apache.avro.Schema;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The writing half of {@link AvroSerde}. */
final class AvroSerializer<T extends SpecificRecord> implements Serializer<T> {
    private final Schema schema;
    private final SchemaRegistry registry;
    private final boolean key;
    private final int maxBytes;
    private final SpecificDatumWriter<T> writer;

    /** By topic, so that a record costs no hash of its schema. */
    private final Map<String, Integer> ids = new ConcurrentHashMap<>();

    AvroSerializer(RecordModel model, SchemaRegistry registry, boolean key, int maxBytes) {
        this.schema = model.schema();
        this.registry = registry;
        this.key = key;
        this.maxBytes = maxBytes;
        this.writer = new SpecificDatumWriter<>(schema, model);
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable T datum) {
        if (datum == null) {
            return null;
        }
        var output = new BoundedOutput(maxBytes);
        try {
            output.write(ConfluentWireFormat.header(schemaId(topic)));
            // Direct: it writes through, so nothing is left to flush and an overlong record stops
            // early.
            writer.write(datum, EncoderFactory.get().directBinaryEncoder(output, null));
        } catch (TooLongException e) {
            throw new SerializationException(
                    "Expected at most %d bytes in a record of %s, but a %s takes more."
                            .formatted(maxBytes, topic, schema.getFullName()));
        } catch (SchemaRegistryException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Avro throws many kinds here, NullPointerException for a missing field among them.
            throw new SerializationException(
                    "Cannot write a %s to %s: a field does not fit its schema (%s)."
                            .formatted(schema.getFullName(), topic, e.getClass().getSimpleName()),
                    new ContentFreeCause(e));
        }
        return output.toByteArray();
    }

    Schema schema() {
        return schema;
    }

    int schemaId(String topic) {
        Integer known = ids.get(topic);
        if (known != null) {
            return known;
        }
        int id = registry.register(ConfluentWireFormat.subject(topic, key), schema);
        ids.put(topic, id);
        return id;
    }

    private static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private static final class BoundedOutput extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        private final int maxBytes;

        BoundedOutput(int maxBytes) {
            this.maxBytes = maxBytes;
        }

        @Override
        public void write(int single) throws IOException {
            claim(1);
            bytes.write(single);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            claim(length);
            bytes.write(source, offset, length);
        }

        byte[] toByteArray() {
            return bytes.toByteArray();
        }

        private void claim(int length) throws TooLongException {
            if (length > maxBytes - bytes.size()) {
                throw new TooLongException();
            }
        }
    }
}
