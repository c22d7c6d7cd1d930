package video.divine.media.service.kafka;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.util.Map;

/**
 * Kafka, {@code media.kafka}.
 *
 * @param bootstrapServers {@code host:port}, comma-separated
 * @param client further settings of Kafka's clients, SASL and TLS for one: {@code
 *     media.kafka.client.security.protocol} or {@code MEDIA_KAFKA_CLIENT_SECURITY_PROTOCOL}
 */
public record KafkaProperties(
        @Nullable String bootstrapServers, @DefaultValue Map<String, String> client) {
    /**
     * Checked.
     *
     * @throws IllegalArgumentException where there are no servers, or a client's setting is not to
     *     be set
     */
    public KafkaConnection connection() {
        if (bootstrapServers == null || bootstrapServers.isBlank()) {
            throw new IllegalArgumentException(
                    "Expected media.kafka.bootstrap-servers (MEDIA_KAFKA_BOOTSTRAP_SERVERS), but"
                            + " there are none");
        }
        ReservedSettings.refuse(client.keySet());
        return new KafkaConnection(bootstrapServers, Map.copyOf(client));
    }

    /** They can hold passwords. */
    @Override
    public String toString() {
        return "KafkaProperties[" + bootstrapServers + "]";
    }
}
