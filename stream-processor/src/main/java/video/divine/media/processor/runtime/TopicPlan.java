package video.divine.media.processor.runtime;

import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.record.TimestampType;

import video.divine.media.schemas.MediaTopic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the topics are to be like.
 *
 * @param partitions of the topics that are spread by uid
 * @param replication of every topic
 * @param retention of commands and tasks
 */
record TopicPlan(int partitions, short replication, Duration retention) {
    private static final String CHANGELOG = "-changelog";
    private static final String REPARTITION = "-repartition";

    /** With three replicas one may be lost, and what is acknowledged is still in two places. */
    private static final int ENOUGH_FOR_TWO_IN_SYNC = 3;

    static final String TWO_IN_SYNC = "2";

    static TopicPlan of(ProcessorSettings.Topics topics) {
        return new TopicPlan(topics.partitions(), topics.replication(), topics.retention());
    }

    static boolean isTwoInSync(int replication) {
        return replication >= ENOUGH_FOR_TWO_IN_SYNC;
    }

    NewTopic create(MediaTopic topic) {
        return new NewTopic(topic.topic(), topic.partitions(partitions), replication)
                .configs(settings(topic));
    }

    private Map<String, String> settings(MediaTopic topic) {
        var settings = new HashMap<>(topic.settings(retention));
        settings.putAll(inSync());
        return settings;
    }

    private Map<String, String> inSync() {
        return isTwoInSync(replication)
                ? Map.of(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, TWO_IN_SYNC)
                : Map.of();
    }

    /** In the order of the catalogue's settings; empty where the topic is as planned. */
    List<TopicMismatch> compare(MediaTopic topic, ExistingTopic existing) {
        var found = new ArrayList<TopicMismatch>();
        int expected = topic.partitions(partitions);
        if (existing.partitions() != expected) {
            found.add(
                    new TopicMismatch(
                            "Expected topic %s to have %d %s, but it has %d: %s."
                                    .formatted(
                                            topic.topic(),
                                            expected,
                                            expected == 1 ? "partition" : "partitions",
                                            existing.partitions(),
                                            topic.partitions(2) == 1
                                                    ? "one log makes each of its decisions"
                                                    : "the count is fixed at the first start"
                                                            + " (media.partitions)"),
                            true));
        }
        found.addAll(replication(existing));
        new TreeMap<>(settings(topic))
                .forEach(
                        (name, wanted) -> {
                            var actual = existing.setting(name);
                            if (!isSame(wanted, actual)) {
                                found.add(setting(topic, name, wanted, actual));
                            }
                        });
        return found;
    }

    /**
     * The same of a topic that Kafka Streams made for itself; it looks after the partitions on its
     * own.
     */
    List<TopicMismatch> compareInternal(ExistingTopic existing) {
        var found = new ArrayList<>(replication(existing));
        inSync().forEach(
                        (name, wanted) -> {
                            var actual = existing.setting(name);
                            if (!actual.equals(wanted)) {
                                found.add(mismatch(existing.name(), name, wanted, actual));
                            }
                        });
        var kept = existing.setting(TopicConfig.CLEANUP_POLICY_CONFIG);
        if (existing.name().endsWith(CHANGELOG)
                && !kept.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            found.add(
                    fatal(
                            existing.name(),
                            TopicConfig.CLEANUP_POLICY_CONFIG,
                            TopicConfig.CLEANUP_POLICY_COMPACT,
                            kept,
                            "a store that is restored from it would lack rows"));
        }
        return found;
    }

    /** Whether Kafka Streams made the topic for the application of that id. */
    static boolean isInternal(String applicationId, String name) {
        return name.startsWith(applicationId + "-")
                && (name.endsWith(CHANGELOG) || name.endsWith(REPARTITION));
    }

    private List<TopicMismatch> replication(ExistingTopic existing) {
        if (existing.replication() == replication) {
            return List.of();
        }
        return List.of(
                new TopicMismatch(
                        "Expected topic %s to have replication factor %d, but it has %d (media.replication)."
                                .formatted(existing.name(), replication, existing.replication()),
                        false));
    }

    private static TopicMismatch setting(
            MediaTopic topic, String name, String wanted, String actual) {
        return switch (name) {
            case TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG ->
                    wanted.equals(TimestampType.LOG_APPEND_TIME.name)
                            ? fatal(topic.topic(), name, wanted, actual, "the log's time decides")
                            : mismatch(topic.topic(), name, wanted, actual);
            case TopicConfig.CLEANUP_POLICY_CONFIG ->
                    isCompacted(actual) && !isCompacted(wanted)
                            ? fatal(
                                    topic.topic(),
                                    name,
                                    wanted,
                                    actual,
                                    "of several records of one key all but the last would be lost")
                            : mismatch(topic.topic(), name, wanted, actual);
            case TopicConfig.MAX_MESSAGE_BYTES_CONFIG ->
                    isSmaller(actual, wanted)
                            ? fatal(
                                    topic.topic(),
                                    name,
                                    wanted,
                                    actual,
                                    "one record that does not fit would stop every processor")
                            : mismatch(topic.topic(), name, wanted, actual);
            default -> mismatch(topic.topic(), name, wanted, actual);
        };
    }

    private static TopicMismatch mismatch(String topic, String name, String wanted, String actual) {
        return new TopicMismatch(
                "Expected topic %s to have %s %s, but it has %s."
                        .formatted(topic, name, wanted, actual),
                false);
    }

    private static TopicMismatch fatal(
            String topic, String name, String wanted, String actual, String why) {
        return new TopicMismatch(
                "Expected topic %s to have %s %s, but it has %s: %s."
                        .formatted(topic, name, wanted, actual, why),
                true);
    }

    private static boolean isSame(String wanted, String actual) {
        return policies(wanted).equals(policies(actual));
    }

    /** {@code compact,delete} is {@code delete,compact}; any other value is a list of itself. */
    private static Set<String> policies(String value) {
        return Set.of(value.split(" *, *", -1));
    }

    private static boolean isCompacted(String policy) {
        return policies(policy).contains(TopicConfig.CLEANUP_POLICY_COMPACT);
    }

    private static boolean isSmaller(String actual, String wanted) {
        try {
            return Long.parseLong(actual) < Long.parseLong(wanted);
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
