package video.divine.media.schemas.registry;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Why a schema could not be had or registered. The subtypes differ in what the caller can do next,
 * so a failure policy switches over them.
 *
 * <p>Messages name subjects, ids and hosts. They never hold credentials or payload.
 */
public abstract sealed class SchemaRegistryException extends SerializationException
        permits UnknownSchemaException,
                RegistryUnavailableException,
                IncompatibleSchemaException,
                RegistryRefusedException {
    private static final long serialVersionUID = 1L;

    SchemaRegistryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
