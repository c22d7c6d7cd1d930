package video.divine.media.schemas.registry;

import org.apache.avro.Schema;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The reading half of {@link AvroSerde}. */
final class AvroDeserializer<T extends SpecificRecord> implements Deserializer<T> {
    private final Schema schema;
    private final RecordModel model;
    private final SchemaRegistry registry;

    /**
     * By the writer's schema id. A reader is shared by threads: Avro keeps the resolver of a pair
     * of schemas per thread, by their identity, and a reader holds on to both.
     */
    private final Map<Integer, SpecificDatumReader<T>> readers = new ConcurrentHashMap<>();

    AvroDeserializer(RecordModel model, SchemaRegistry registry) {
        this.schema = model.schema();
        this.model = model;
        this.registry = registry;
    }

    @Override
    public @Nullable T deserialize(String topic, byte @Nullable [] framed) {
        if (framed == null) {
            return null;
        }
        int id = ConfluentWireFormat.schemaId(framed);
        var reader = readers.get(id);
        if (reader == null) {
            reader = readerOf(id, topic);
            readers.put(id, reader);
        }
        var decoder =
                DecoderFactory.get()
                        .binaryDecoder(
                                framed,
                                ConfluentWireFormat.HEADER_BYTES,
                                framed.length - ConfluentWireFormat.HEADER_BYTES,
                                null);
        T datum;
        boolean atEnd;
        try {
            datum = reader.read(null, decoder);
            atEnd = decoder.isEnd();
        } catch (EOFException e) {
            throw new SerializationException(
                    "Expected a whole %s in %s, but the record of %d bytes ends within it."
                            .formatted(schema.getFullName(), topic, framed.length),
                    new ContentFreeCause(e));
        } catch (IOException | RuntimeException e) {
            // Malformed bytes surface as whatever Avro stumbles over first.
            throw new SerializationException(
                    "Expected a %s in %s, but the record cannot be read by schema %d (%s)."
                            .formatted(
                                    schema.getFullName(), topic, id, e.getClass().getSimpleName()),
                    new ContentFreeCause(e));
        }
        if (!atEnd) {
            throw new SerializationException(
                    "Expected one %s in %s, but bytes follow its end in the record of %d bytes."
                            .formatted(schema.getFullName(), topic, framed.length));
        }
        return datum;
    }

    private SpecificDatumReader<T> readerOf(int id, String topic) {
        Schema writer = registry.schema(id);
        if (!isNamedAlike(writer)) {
            throw new SerializationException(
                    "Expected a %s in %s, but schema %d is of %s."
                            .formatted(schema.getFullName(), topic, id, writer.getFullName()));
        }
        // Whether the schemas fit is left to each record: while versions roll, most records of a
        // newer writer need none of its new enum symbols or union branches.
        return new SpecificDatumReader<>(writer, schema, model);
    }

    /** By full name: Avro itself resolves records whose last names, or fields, happen to agree. */
    private boolean isNamedAlike(Schema writer) {
        return writer.getType() == Schema.Type.RECORD
                && (schema.getFullName().equals(writer.getFullName())
                        || schema.getAliases().contains(writer.getFullName()));
    }
}
