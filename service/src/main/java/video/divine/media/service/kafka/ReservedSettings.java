package video.divine.media.service.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * Settings of Kafka's clients that are not anybody's but ours, since guarantees rest on them or
 * another setting of the service is for that. Kafka Streams would take some of them over ours, and
 * leave others aside, without a word.
 */
final class ReservedSettings {
    /** By which Kafka Streams tells for which of its clients a setting is. */
    private static final List<String> PREFIXES =
            List.of(
                    "main.consumer.",
                    "restore.consumer.",
                    "global.consumer.",
                    "consumer.",
                    "producer.",
                    "admin.");

    private static final String TAKEOVER =
            "who may answer reads is reckoned from the service's own";
    private static final String EXACTLY_ONCE =
            "that each record counts exactly once rests on the service's own";
    private static final String DEAD_LETTERS =
            "what cannot be read is kept in media.dead-letters by the service's own";
    private static final String CONTENT = "what is in the topics is read by the service's own";

    private static final Map<String, String> REASONS = new HashMap<>();

    static {
        reserve(
                TAKEOVER,
                "session.timeout.ms",
                "heartbeat.interval.ms",
                "max.poll.interval.ms",
                "group.protocol",
                "group.instance.id");
        reserve(
                EXACTLY_ONCE,
                "processing.guarantee",
                "isolation.level",
                "enable.auto.commit",
                "auto.offset.reset",
                "group.id",
                "transactional.id",
                "transaction.two.phase.commit.enable",
                "enable.idempotence",
                "acks");
        reserve(
                DEAD_LETTERS,
                "deserialization.exception.handler",
                "default.deserialization.exception.handler",
                "production.exception.handler",
                "default.production.exception.handler",
                "processing.exception.handler",
                "errors.dead.letter.queue.topic.name",
                "max.request.size");
        reserve(
                CONTENT,
                "key.serializer",
                "value.serializer",
                "key.deserializer",
                "value.deserializer",
                "partitioner.class",
                "partitioner.ignore.keys",
                "default.timestamp.extractor",
                "topology.optimization",
                "allow.auto.create.topics",
                "topic.cleanup.policy");
        instead("bootstrap.servers", "MEDIA_KAFKA_BOOTSTRAP_SERVERS");
        instead("application.id", "MEDIA_APPLICATION_ID");
        instead("application.server", "MEDIA_ADVERTISED_URL");
        instead("state.dir", "MEDIA_DATA_DIR");
        instead("num.stream.threads", "MEDIA_STREAM_THREADS");
        instead("num.standby.replicas", "MEDIA_STANDBYS");
        instead("replication.factor", "MEDIA_REPLICATION");
        instead("commit.interval.ms", "MEDIA_COMMIT_INTERVAL");
    }

    private ReservedSettings() {}

    private static void reserve(String reason, String... names) {
        for (var name : names) {
            REASONS.put(name, reason);
        }
    }

    private static void instead(String name, String variable) {
        REASONS.put(name, variable + " is for that");
    }

    /**
     * Refuses the first of them.
     *
     * @param names of settings, with or without a prefix of Kafka Streams
     * @throws IllegalArgumentException where one is reserved
     */
    static void refuse(Collection<String> names) {
        for (var name : new TreeSet<>(names)) {
            var reason = REASONS.get(withoutPrefix(name));
            if (reason != null) {
                throw new IllegalArgumentException(
                        "Expected no media.kafka.client.%s (MEDIA_KAFKA_CLIENT_%s), but it is set: %s"
                                .formatted(
                                        name,
                                        name.replace('.', '_').toUpperCase(Locale.ROOT),
                                        reason));
            }
        }
    }

    private static String withoutPrefix(String name) {
        return PREFIXES.stream()
                .filter(name::startsWith)
                .findFirst()
                .map(prefix -> name.substring(prefix.length()))
                .orElse(name);
    }
}
