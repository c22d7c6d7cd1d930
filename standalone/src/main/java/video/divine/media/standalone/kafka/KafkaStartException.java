package video.divine.media.standalone.kafka;

import org.jspecify.annotations.Nullable;

/** The embedded broker cannot start; the message is one sentence for whoever started it. */
public final class KafkaStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KafkaStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
