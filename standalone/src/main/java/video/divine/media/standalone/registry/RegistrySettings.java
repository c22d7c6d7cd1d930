package video.divine.media.standalone.registry;

import java.time.Duration;
import java.util.Map;

/**
 * Where the registry listens and where it keeps its schemas.
 *
 * @param host to bind; there is no authentication, so anything but loopback wants a proxy in front
 * @param port 0 takes a free one
 * @param bootstrapServers of the Kafka that holds the log
 * @param topic of the log: one partition, compacted, made when absent
 * @param replication of that topic when it is made; from 3 on, two replicas must have each write
 * @param patience with Kafka: for a start, including the replay, and for each write
 * @param clientProperties further properties of every Kafka client (security, for example)
 */
public record RegistrySettings(
        String host,
        int port,
        String bootstrapServers,
        String topic,
        short replication,
        Duration patience,
        Map<String, String> clientProperties) {
    public static final String DEFAULT_TOPIC = "_schemas";

    public RegistrySettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(
                    "The schema registry's port must be 0 to 65535, was " + port);
        }
        if (replication < 1 || !patience.isPositive()) {
            throw new IllegalArgumentException("replication and patience must be positive");
        }
        clientProperties = Map.copyOf(clientProperties);
    }

    /** Loopback, one replica, 30 s of patience. */
    public static RegistrySettings local(int port, String bootstrapServers) {
        return new RegistrySettings(
                "127.0.0.1",
                port,
                bootstrapServers,
                DEFAULT_TOPIC,
                (short) 1,
                Duration.ofSeconds(30),
                Map.of());
    }
}
