package video.divine.media.processor.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import video.divine.media.processor.query.Membership;
import video.divine.media.service.kafka.KafkaProperties;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** What Kafka Streams makes of our settings and an operator's. */
class StreamsSettingsTest {
    private static ProcessorSettings settings(Map<String, String> kafka) {
        return new ProcessorSettings(
                "localhost:9092",
                ProcessorSettings.DEFAULT_APPLICATION_ID,
                Path.of("state"),
                1,
                (short) 1,
                1,
                ProcessorSettings.DEFAULT_COMMIT_INTERVAL,
                ProcessorSettings.DEFAULT_STORE_CACHE_BYTES,
                kafka);
    }

    private static StreamsConfig with(Map<String, String> kafka) {
        return new StreamsConfig(StreamsSettings.of(settings(kafka)));
    }

    private static Map<String, Object> consumer(StreamsConfig streams) {
        return streams.getMainConsumerConfigs("group", "client", 0);
    }

    private static Map<String, Object> producer(StreamsConfig streams) {
        return streams.getProducerConfigs("client");
    }

    private static AdminClientConfig admin(Map<String, String> kafka) {
        return new AdminClientConfig(with(kafka).getAdminConfigs("admin"));
    }

    private static int request(AdminClientConfig admin) {
        return admin.getInt(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG);
    }

    private static int call(AdminClientConfig admin) {
        return admin.getInt(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG);
    }

    @Test
    void membersAreGivenUpWhenTheirLeasesAreOver() {
        assertThat(consumer(with(Map.of())))
                .containsEntry(
                        ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                        (int) Membership.SESSION.toMillis())
                .containsEntry(
                        ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                        (int) Membership.HEARTBEAT.toMillis());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "producer."})
    void operatorsSettingStandsAboveOurs(String prefix) {
        assertThat(producer(with(Map.of())))
                .containsEntry(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 10L);

        var theirs = with(Map.of(prefix + ProducerConfig.RETRY_BACKOFF_MS_CONFIG, "70"));

        assertThat(producer(theirs).get(ProducerConfig.RETRY_BACKOFF_MS_CONFIG)).hasToString("70");
    }

    /** A rebalance waits for its leader, and that one for the lags. */
    @Test
    void aBrokerThatHangsHoldsNobodyUpForLong() {
        var admin = admin(Map.of());

        assertThat(request(admin)).isEqualTo(3_000);
        assertThat(call(admin)).isEqualTo(6_000);
    }

    @Test
    void whoNamesATimeoutHasIt() {
        assertThat(request(admin(Map.of("request.timeout.ms", "10000")))).isEqualTo(10_000);
        assertThat(call(admin(Map.of("request.timeout.ms", "10000")))).isEqualTo(60_000);
        assertThat(call(admin(Map.of("admin.default.api.timeout.ms", "40000")))).isEqualTo(40_000);
    }

    @Test
    void provisioningHasItsOwnPatience() {
        var patient = StreamsSettings.admin(settings(Map.of()), Duration.ofSeconds(20));
        assertThat(request(new AdminClientConfig(patient))).isEqualTo(20_000);
        assertThat(call(new AdminClientConfig(patient))).isEqualTo(20_000);

        var named =
                StreamsSettings.admin(
                        settings(Map.of("request.timeout.ms", "1000")), Duration.ofSeconds(20));
        assertThat(request(new AdminClientConfig(named))).isEqualTo(1_000);
    }

    @Test
    void tagsOfAMachineReachWhoAssignsStandbys() {
        var streams =
                with(
                        Map.of(
                                StreamsConfig.RACK_AWARE_ASSIGNMENT_TAGS_CONFIG,
                                "zone",
                                StreamsConfig.clientTagPrefix("zone"),
                                "eu-1a"));

        assertThat(streams.getList(StreamsConfig.RACK_AWARE_ASSIGNMENT_TAGS_CONFIG))
                .containsExactly("zone");
        assertThat(streams.getClientTags()).containsOnly(Map.entry("zone", "eu-1a"));
        assertThat(consumer(streams)).containsEntry(StreamsConfig.clientTagPrefix("zone"), "eu-1a");
    }

    /** By Kafka's own names, so that none is misspelled. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                CommonClientConfigs.SESSION_TIMEOUT_MS_CONFIG,
                CommonClientConfigs.HEARTBEAT_INTERVAL_MS_CONFIG,
                CommonClientConfigs.MAX_POLL_INTERVAL_MS_CONFIG,
                CommonClientConfigs.GROUP_ID_CONFIG,
                CommonClientConfigs.GROUP_INSTANCE_ID_CONFIG,
                ConsumerConfig.GROUP_PROTOCOL_CONFIG,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                ProducerConfig.PARTITIONER_CLASS_CONFIG,
                ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG,
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                ProducerConfig.TRANSACTION_TWO_PHASE_COMMIT_ENABLE_CONFIG,
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                ProducerConfig.ACKS_CONFIG,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                StreamsConfig.APPLICATION_ID_CONFIG,
                StreamsConfig.APPLICATION_SERVER_CONFIG,
                StreamsConfig.STATE_DIR_CONFIG,
                StreamsConfig.NUM_STREAM_THREADS_CONFIG,
                StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG,
                StreamsConfig.REPLICATION_FACTOR_CONFIG,
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                StreamsConfig.TOPOLOGY_OPTIMIZATION_CONFIG,
                StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG,
                StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
                StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG,
                StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
                StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG,
            })
    void whatGuaranteesRestOnIsNoOperators(String setting) {
        var properties = new KafkaProperties("localhost:9092", Map.of(setting, "theirs"));

        assertThatIllegalArgumentException()
                .isThrownBy(properties::connection)
                .withMessageContaining("Expected no media.kafka.client." + setting + " (");
    }
}
