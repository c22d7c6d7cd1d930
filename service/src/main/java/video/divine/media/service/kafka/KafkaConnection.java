package video.divine.media.service.kafka;

import java.util.Map;

/**
 * How to reach Kafka.
 *
 * @param bootstrapServers {@code host:port}, comma-separated
 * @param settings further client settings (SASL, TLS), which stand above ours
 */
public record KafkaConnection(String bootstrapServers, Map<String, String> settings) {
    public KafkaConnection {
        settings = Map.copyOf(settings);
    }

    /** They can hold passwords. */
    @Override
    public String toString() {
        return "KafkaConnection[" + bootstrapServers + "]";
    }
}
