package video.divine.media.service.kafka;

/** The settings make no client, whatever Kafka does: only another start can help. */
public final class KafkaSettingsException extends KafkaFailureException {
    private static final long serialVersionUID = 1L;

    /** Without the cause, which may repeat what was wrong. */
    KafkaSettingsException(String message) {
        super(message, null);
    }
}
