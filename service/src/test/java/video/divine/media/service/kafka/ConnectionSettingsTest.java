package video.divine.media.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import video.divine.media.service.setting.BadSettingException;
import video.divine.media.service.setting.ConnectionProperties;

import java.util.HashMap;
import java.util.Map;

/** The environment says where Kafka and the registry are, and how they are reached. */
class ConnectionSettingsTest {
    private static final String JAAS =
            "org.apache.kafka.common.security.scram.ScramLoginModule required"
                    + " username=\"media\" password=\"hunter2\";";
    private static final Map<String, Object> NEEDED =
            Map.of(
                    "MEDIA_KAFKA_BOOTSTRAP_SERVERS", "a:9092,b:9092",
                    "MEDIA_REGISTRY_URL", "https://a/apis/ccompat/v7,https://b");

    @Test
    void furtherSettingsOfKafkasClientsPassThrough() {
        var connection =
                bind(Map.of(
                                "MEDIA_KAFKA_CLIENT_SECURITY_PROTOCOL", "SASL_SSL",
                                "MEDIA_KAFKA_CLIENT_SASL_MECHANISM", "SCRAM-SHA-512",
                                "MEDIA_KAFKA_CLIENT_SASL_JAAS_CONFIG", JAAS,
                                "MEDIA_KAFKA_CLIENT_SSL_TRUSTSTORE_LOCATION", "/trust.p12"))
                        .kafkaConnection();

        assertThat(connection.bootstrapServers()).isEqualTo("a:9092,b:9092");
        assertThat(connection.settings())
                .containsOnly(
                        Map.entry("security.protocol", "SASL_SSL"),
                        Map.entry("sasl.mechanism", "SCRAM-SHA-512"),
                        Map.entry("sasl.jaas.config", JAAS),
                        Map.entry("ssl.truststore.location", "/trust.p12"));
    }

    @Test
    void tagsOfAMachinePassThrough() {
        assertThat(
                        bind(Map.of(
                                        "MEDIA_KAFKA_CLIENT_RACK_AWARE_ASSIGNMENT_TAGS", "zone",
                                        "MEDIA_KAFKA_CLIENT_CLIENT_TAG_ZONE", "eu-1a"))
                                .kafkaConnection()
                                .settings())
                .containsOnly(
                        Map.entry("rack.aware.assignment.tags", "zone"),
                        Map.entry("client.tag.zone", "eu-1a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SESSION_TIMEOUT_MS",
                "CONSUMER_SESSION_TIMEOUT_MS",
                "MAIN_CONSUMER_HEARTBEAT_INTERVAL_MS",
                "RESTORE_CONSUMER_ISOLATION_LEVEL",
                "PRODUCER_TRANSACTIONAL_ID",
                "GROUP_ID",
                "PROCESSING_GUARANTEE",
                "ENABLE_AUTO_COMMIT",
                "BOOTSTRAP_SERVERS",
                "ADMIN_BOOTSTRAP_SERVERS",
                "TOPIC_CLEANUP_POLICY"
            })
    void whatGuaranteesRestOnIsRefused(String setting) {
        var properties = bind(Map.of("MEDIA_KAFKA_CLIENT_" + setting, "hunter2"));

        assertThatThrownBy(properties::kafkaConnection)
                .isInstanceOf(BadSettingException.class)
                .hasMessageStartingWith("media.kafka: Expected no media.kafka.client.")
                .hasMessageContaining("(MEDIA_KAFKA_CLIENT_" + setting + "), but it is set: ")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void refusalSaysWhy() {
        assertThatThrownBy(
                        bind(Map.of("MEDIA_KAFKA_CLIENT_CONSUMER_SESSION_TIMEOUT_MS", "45000"))
                                ::kafkaConnection)
                .hasMessage(
                        "media.kafka: Expected no media.kafka.client.consumer.session.timeout.ms"
                                + " (MEDIA_KAFKA_CLIENT_CONSUMER_SESSION_TIMEOUT_MS), but it is"
                                + " set: who may answer reads is reckoned from the service's own");
        assertThatThrownBy(
                        bind(Map.of("MEDIA_KAFKA_CLIENT_NUM_STANDBY_REPLICAS", "2"))
                                ::kafkaConnection)
                .hasMessageEndingWith("but it is set: MEDIA_STANDBYS is for that");
    }

    @Test
    void noneOfThemShowsASecret() {
        var properties =
                bind(
                        Map.of(
                                "MEDIA_KAFKA_CLIENT_SASL_JAAS_CONFIG", JAAS,
                                "MEDIA_REGISTRY_USER", "media",
                                "MEDIA_REGISTRY_PASSWORD", "hunter2"));

        assertThat(properties.toString()).doesNotContain("hunter2");
        assertThat(properties.kafkaConnection().toString()).doesNotContain("hunter2");
        assertThat(properties.registrySettings().toString()).doesNotContain("hunter2");
        assertThat(properties.registrySettings().credentials()).isPresent();
    }

    @Test
    void certificatesThatCannotBeReadAreNamedWithoutTheirPassword() {
        var properties =
                bind(
                        Map.of(
                                "MEDIA_REGISTRY_TRUST_STORE", "/nowhere/trust.p12",
                                "MEDIA_REGISTRY_TRUST_STORE_PASSWORD", "hunter2"));

        assertThat(properties.toString()).doesNotContain("hunter2");
        assertThatThrownBy(properties::registrySettings)
                .isInstanceOf(BadSettingException.class)
                .hasMessage(
                        "media.registry: Expected trusted certificates (PKCS #12, JKS or PEM) in"
                                + " /nowhere/trust.p12, but: there is no such file.");
    }

    private static ConnectionProperties bind(Map<String, Object> environment) {
        var all = new HashMap<>(NEEDED);
        all.putAll(environment);
        var spring = new StandardEnvironment();
        spring.getPropertySources()
                .addFirst(
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, all));
        return Binder.get(spring).bind("media", ConnectionProperties.class).get();
    }
}
