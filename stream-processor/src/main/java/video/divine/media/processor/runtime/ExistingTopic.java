package video.divine.media.processor.runtime;

import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * A topic as Kafka has it.
 *
 * @param replication of the partition that has the fewest replicas
 * @param settings in force, whether the topic's own or the broker's
 */
record ExistingTopic(String name, int partitions, int replication, Map<String, String> settings) {
    ExistingTopic {
        settings = Map.copyOf(settings);
    }

    static ExistingTopic of(TopicDescription description, Config config) {
        return new ExistingTopic(
                description.name(),
                description.partitions().size(),
                description.partitions().stream()
                        .mapToInt(it -> it.replicas().size())
                        .min()
                        .orElse(0),
                config.entries().stream()
                        .filter(it -> it.value() != null)
                        .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value)));
    }

    String setting(String name) {
        return settings.getOrDefault(name, "none");
    }
}
