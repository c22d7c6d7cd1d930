package video.divine.media.processor.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Kafka does not answer, or has not enough brokers yet: to be tried again. Nothing is wrong that
 * time cannot cure.
 */
public final class KafkaUnavailableException extends TopicProvisioningException {
    private static final long serialVersionUID = 1L;

    KafkaUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
