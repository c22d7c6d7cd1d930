package video.divine.media.service.kafka;

import org.jspecify.annotations.Nullable;

/** Kafka does not answer, or has not enough brokers yet: nothing that time cannot cure. */
public final class KafkaUnavailableException extends KafkaFailureException {
    private static final long serialVersionUID = 1L;

    KafkaUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
