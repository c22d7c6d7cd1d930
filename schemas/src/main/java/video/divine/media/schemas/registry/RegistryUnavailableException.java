package video.divine.media.schemas.registry;

import org.jspecify.annotations.Nullable;

/**
 * No registry gave a usable answer (connection, time-out, 408, 429 or 5xx). It says nothing about
 * the schema: try again.
 */
public final class RegistryUnavailableException extends SchemaRegistryException {
    private static final long serialVersionUID = 1L;

    public RegistryUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
