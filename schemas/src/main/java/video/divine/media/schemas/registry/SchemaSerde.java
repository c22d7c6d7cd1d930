package video.divine.media.schemas.registry;

import org.apache.avro.Schema;
import org.apache.kafka.common.serialization.Serde;

/** A serde that writes by one schema, which a registry can be told of before the first record. */
public interface SchemaSerde<T> extends Serde<T> {
    /** What {@code T} is written with. */
    Schema schema();
}
