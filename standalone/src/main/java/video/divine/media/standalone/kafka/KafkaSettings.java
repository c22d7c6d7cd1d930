package video.divine.media.standalone.kafka;

import java.nio.file.Path;
import java.util.Map;

/**
 * What the embedded broker needs to know.
 *
 * @param directory holds everything the broker writes; made when absent; one process at a time
 * @param port for clients, on 127.0.0.1 only; 0 takes a free one
 * @param overrides broker properties that replace {@link BrokerProperties}' own
 */
public record KafkaSettings(Path directory, int port, Map<String, String> overrides) {
    public KafkaSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("Kafka's port must be 0 to 65535, was " + port);
        }
        overrides = Map.copyOf(overrides);
    }

    public KafkaSettings(Path directory, int port) {
        this(directory, port, Map.of());
    }
}
