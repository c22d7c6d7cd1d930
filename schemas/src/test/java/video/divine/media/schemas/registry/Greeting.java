package video.divine.media.schemas.registry;

import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/** A record by hand, shaped as Avro's generator would. */
public final class Greeting extends SpecificRecordBase {
    private static final long serialVersionUID = 1L;

    public static final Schema SCHEMA$ =
            new Schema.Parser()
                    .parse(
                            """
                            {"type":"record","name":"Greeting",
                             "namespace":"video.divine.media.schemas.registry",
                             "fields":[
                               {"name":"text","type":{"type":"string","avro.java.string":"String"}},
                               {"name":"count","type":"int","default":1}]}
                            """);

    /** What an earlier build wrote: no count. */
    public static final Schema EARLIER =
            new Schema.Parser()
                    .parse(
                            """
                            {"type":"record","name":"Greeting",
                             "namespace":"video.divine.media.schemas.registry",
                             "fields":[{"name":"text","type":"string"}]}
                            """);

    private @Nullable String text;
    private int count;

    public Greeting() {}

    public Greeting(@Nullable String text, int count) {
        this.text = text;
        this.count = count;
    }

    public @Nullable String text() {
        return text;
    }

    public int count() {
        return count;
    }

    @Override
    public Schema getSchema() {
        return SCHEMA$;
    }

    @Override
    public @Nullable Object get(int field) {
        return switch (field) {
            case 0 -> text;
            case 1 -> count;
            default -> throw new AvroRuntimeException("no field " + field);
        };
    }

    @Override
    public void put(int field, Object value) {
        switch (field) {
            case 0 -> text = value.toString();
            case 1 -> count = (Integer) value;
            default -> throw new AvroRuntimeException("no field " + field);
        }
    }
}
