package video.divine.media.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
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
    void anySettingOfKafkasClientsPassesThrough() {
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
