package video.divine.media.schemas.registry;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

import java.util.function.Function;

/** Domain values behind their Avro records; see {@link AvroSerde#mapped}. */
record MappedSerde<A extends SpecificRecord, D>(
        SchemaSerde<A> records, Function<D, A> toRecord, Function<A, D> fromRecord)
        implements SchemaSerde<D> {
    @Override
    public Schema schema() {
        return records.schema();
    }

    @Override
    public Serializer<D> serializer() {
        var inner = records.serializer();
        return new Serializer<>() {
            @Override
            public byte @Nullable [] serialize(String topic, @Nullable D value) {
                return value == null
                        ? null
                        : inner.serialize(topic, apply(topic, "write", toRecord, value));
            }

            @Override
            public byte @Nullable [] serialize(String topic, Headers headers, @Nullable D value) {
                return value == null
                        ? null
                        : inner.serialize(topic, headers, apply(topic, "write", toRecord, value));
            }

            @Override
            public void close() {
                inner.close();
            }
        };
    }

    @Override
    public Deserializer<D> deserializer() {
        var inner = records.deserializer();
        return new Deserializer<>() {
            @Override
            public @Nullable D deserialize(String topic, byte @Nullable [] bytes) {
                A datum = bytes == null ? null : inner.deserialize(topic, bytes);
                return datum == null ? null : apply(topic, "read", fromRecord, datum);
            }

            @Override
            public @Nullable D deserialize(String topic, Headers headers, byte @Nullable [] bytes) {
                A datum = bytes == null ? null : inner.deserialize(topic, headers, bytes);
                return datum == null ? null : apply(topic, "read", fromRecord, datum);
            }

            @Override
            public void close() {
                inner.close();
            }
        };
    }

    @Override
    public void close() {
        records.close();
    }

    private static <I, O> O apply(String topic, String verb, Function<I, O> mapping, I input) {
        @Nullable O output;
        try {
            output = mapping.apply(input);
        } catch (SerializationException e) {
            throw e;
        } catch (RuntimeException e) {
            // A mapping is pure: whatever it throws, this value cannot be mapped, now or later.
            throw new SerializationException(
                    "Cannot %s a value of %s: the mapping of %s failed with %s."
                            .formatted(verb, topic, typeOf(input), e.getClass().getSimpleName()),
                    new ContentFreeCause(e));
        }
        if (output == null) {
            throw new SerializationException(
                    "Cannot %s a value of %s: the mapping of %s gave null."
                            .formatted(verb, topic, typeOf(input)));
        }
        return output;
    }

    private static String typeOf(@Nullable Object value) {
        return value == null ? "null" : value.getClass().getSimpleName();
    }
}
