package video.divine.media.standalone.registry;

import org.jspecify.annotations.Nullable;

/** The registry cannot start; the message is one sentence for whoever started it. */
public final class RegistryStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RegistryStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
