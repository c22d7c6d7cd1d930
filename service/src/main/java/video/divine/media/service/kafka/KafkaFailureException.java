package video.divine.media.service.kafka;

import org.jspecify.annotations.Nullable;

/** Why Kafka did not do what it was asked for, in a sentence for the operator without secrets. */
public abstract sealed class KafkaFailureException extends RuntimeException
        permits KafkaUnavailableException, KafkaRefusedException, KafkaSettingsException {
    private static final long serialVersionUID = 1L;

    KafkaFailureException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
