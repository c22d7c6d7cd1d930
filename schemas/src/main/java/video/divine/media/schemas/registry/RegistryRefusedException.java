package video.divine.media.schemas.registry;

import org.jspecify.annotations.Nullable;

/**
 * The registry answered, but not to the question: wrong credentials, a base URL that is no
 * registry, a schema it calls invalid, a body that is not its API's. Neither trying again nor
 * setting the record aside helps; somebody has to repair the configuration.
 */
public final class RegistryRefusedException extends SchemaRegistryException {
    private static final long serialVersionUID = 1L;

    public RegistryRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
