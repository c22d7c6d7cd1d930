package video.divine.media.processor.runtime;

import org.jspecify.annotations.Nullable;

/** Why the topics are not there to be used; each message is written for the operator. */
public abstract sealed class TopicProvisioningException extends RuntimeException
        permits KafkaUnavailableException, KafkaRefusedException, TopicMismatchException {
    private static final long serialVersionUID = 1L;

    TopicProvisioningException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
