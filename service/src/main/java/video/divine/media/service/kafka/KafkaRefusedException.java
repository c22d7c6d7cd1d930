package video.divine.media.service.kafka;

import org.jspecify.annotations.Nullable;

/**
 * Kafka answers, but not this client: its password, certificate or rights are not what Kafka wants.
 * Somebody has to change them, here or there.
 */
public final class KafkaRefusedException extends KafkaFailureException {
    private static final long serialVersionUID = 1L;

    KafkaRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
