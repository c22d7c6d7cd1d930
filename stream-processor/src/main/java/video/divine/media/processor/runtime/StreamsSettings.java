package video.divine.media.processor.runtime;

import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

import video.divine.media.processor.query.Membership;
import video.divine.media.schemas.MediaTopic;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/** Kafka Streams' settings, each with its reason. */
final class StreamsSettings {
    /** A crashed transaction blocks read-committed consumers until it ends or is fenced. */
    private static final Duration TRANSACTION = Duration.ofSeconds(5);

    private static final Duration TRANSACTION_RETRY = Duration.ofMillis(10);

    /**
     * Of one request of a stream thread. 30 s by default, for which a broker that hangs, or that
     * has stopped to answer and not ended yet, holds up whoever asked it last; less than a
     * transaction's time, so that this is tried elsewhere and not aborted.
     */
    private static final Duration REQUEST = Duration.ofSeconds(4);

    /** Of one request of the topology's admin client: a broker that hangs is left after it. */
    private static final Duration ADMIN_REQUEST = Duration.ofSeconds(3);

    /** Of one call of it: the leader of a rebalance waits for lags that long, and all for it. */
    private static final Duration ADMIN_CALL = Duration.ofSeconds(6);

    private StreamsSettings() {}

    /** Of an admin client like that of the topology. */
    static Map<String, Object> admin(ProcessorSettings settings) {
        return new StreamsConfig(of(settings)).getAdminConfigs(settings.applicationId());
    }

    /**
     * Of the admin client that creates the topics: one like that of the topology, but impatient.
     */
    static Map<String, Object> admin(ProcessorSettings settings, Duration patience) {
        var admin = admin(settings);
        int millis = (int) patience.toMillis();
        if (!namesAdminTimeouts(settings)) {
            // A request may not take longer than the call that it belongs to.
            admin.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
            admin.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
        }
        return admin;
    }

    /** Whoever names one of the two has to have thought of the other. */
    private static boolean namesAdminTimeouts(ProcessorSettings settings) {
        return Stream.of(
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG)
                .flatMap(name -> Stream.of(name, StreamsConfig.adminClientPrefix(name)))
                .anyMatch(settings.kafka().settings()::containsKey);
    }

    static Properties of(ProcessorSettings settings) {
        var streams = new Properties();
        streams.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.applicationId());
        // Else the process id of the state directory is in every name of a client and thread, and
        // with it in every metric.
        streams.put(StreamsConfig.CLIENT_ID_CONFIG, settings.applicationId());
        streams.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, settings.kafka().bootstrapServers());
        streams.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDirectory().toString());
        streams.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        streams.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.work().threads());
        streams.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                settings.work().commitInterval().toMillis());
        // Both default to 100 ms, and both bound the time to the outcome.
        streams.put(StreamsConfig.POLL_MS_CONFIG, settings.work().commitInterval().toMillis());
        streams.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 0);
        // A dead letter is larger than what it was, by its headers.
        streams.put(
                StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
                MediaTopic.DEAD_LETTER_BYTES);
        // A transaction that starts while the last one's markers are written is asked to wait;
        // 100 ms by default, where a marker takes one (KAFKA-20000).
        streams.put(
                StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG),
                TRANSACTION_RETRY.toMillis());
        streams.put(
                StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
                (int) TRANSACTION.toMillis());
        streams.put(
                StreamsConfig.consumerPrefix(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG),
                (int) REQUEST.toMillis());
        streams.put(
                StreamsConfig.producerPrefix(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG),
                (int) REQUEST.toMillis());
        streams.put(
                StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG),
                (int) Membership.SESSION.toMillis());
        streams.put(
                StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
                (int) Membership.HEARTBEAT.toMillis());
        // Half a minute and a minute by default, for which a broker that hangs would hold up a
        // rebalance, restored stores and the measured lags. Topics that are not made by then are
        // asked for again, for half of max.poll.interval.ms (InternalTopicManager).
        if (!namesAdminTimeouts(settings)) {
            streams.put(
                    StreamsConfig.adminClientPrefix(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG),
                    (int) ADMIN_REQUEST.toMillis());
            streams.put(
                    StreamsConfig.adminClientPrefix(
                            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG),
                    (int) ADMIN_CALL.toMillis());
        }
        // The streams protocol's metadata can name the wrong host (KAFKA-20887, KAFKA-20782).
        streams.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
        streams.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        streams.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) settings.topics().replication());
        if (TopicPlan.isTwoInSync(settings.topics().replication())) {
            streams.put(
                    StreamsConfig.topicPrefix(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG),
                    TopicPlan.TWO_IN_SYNC);
        }
        streams.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        streams.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.neighbours().standbys());
        settings.neighbours()
                .applicationServer()
                .ifPresent(it -> streams.put(StreamsConfig.APPLICATION_SERVER_CONFIG, it));
        // A standby whose instance is away for a while is not to begin from nothing.
        streams.put(StreamsConfig.STATE_CLEANUP_DELAY_MS_CONFIG, Duration.ofDays(1).toMillis());
        streams.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SharedRocksMemory.class);
        streams.put(SharedRocksMemory.CACHE_BYTES_CONFIG, settings.work().storeCacheBytes());
        streams.put(
                StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetters.class);
        settings.kafka().settings().keySet().forEach(name -> withdraw(streams, name));
        streams.putAll(settings.kafka().settings());
        return streams;
    }

    /** Ours of one kind of client would stand above an operator's for all of them. */
    private static void withdraw(Properties streams, String name) {
        streams.remove(StreamsConfig.consumerPrefix(name));
        streams.remove(StreamsConfig.producerPrefix(name));
    }
}
