package video.divine.media.processor.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Kafka answers, but not this client: its password, certificate or rights are not what Kafka wants,
 * or its settings cannot be used. Somebody has to change them; the message holds no secret.
 */
public final class KafkaRefusedException extends TopicProvisioningException {
    private static final long serialVersionUID = 1L;

    KafkaRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
