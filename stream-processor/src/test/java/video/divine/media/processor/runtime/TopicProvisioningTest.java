package video.divine.media.processor.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import video.divine.media.service.kafka.KafkaConnection;
import video.divine.media.service.kafka.KafkaSettingsException;
import video.divine.media.service.kafka.KafkaUnavailableException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** What is said where Kafka cannot be asked; the rest needs a broker and is in standalone. */
@Timeout(60)
class TopicProvisioningTest {
    private static final Duration PATIENCE = Duration.ofMillis(300);
    private static final String PASSWORD = "hunter2";

    @Test
    void aBrokerThatIsNotThereMayCome() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThatThrownBy(() -> provision("127.0.0.1:" + port, Map.of()))
                .isInstanceOf(KafkaUnavailableException.class)
                .hasMessageStartingWith("Kafka is not reachable yet: ");
    }

    @Test
    void namesThatDoNotResolveMayDoSoLater() {
        assertThatThrownBy(() -> provision("kafka-1.invalid:9092", Map.of()))
                .isInstanceOf(KafkaUnavailableException.class)
                .hasMessage(
                        "Kafka is not reachable yet: none of the names in bootstrap.servers"
                                + " resolves.");
    }

    @Test
    void settingsThatCannotBeUsedAreNamedWithoutTheirSecrets() {
        assertThatThrownBy(() -> provision("127.0.0.1:1", Map.of("security.protocol", "SASL-SSL")))
                .isInstanceOf(KafkaSettingsException.class)
                .hasMessageStartingWith("Expected client settings that Kafka can use")
                .hasMessageContaining("security.protocol");
        assertThatThrownBy(
                        () ->
                                provision(
                                        "127.0.0.1:1",
                                        Map.of(
                                                "security.protocol",
                                                "SASL_PLAINTEXT",
                                                "sasl.mechanism",
                                                "PLAIN",
                                                "sasl.jaas.config",
                                                "org.apache.kafka.common.security.plain.PlainLoginModule"
                                                        + " required username=media password=a "
                                                        + PASSWORD
                                                        + ";")))
                .isInstanceOf(KafkaSettingsException.class)
                .hasMessageStartingWith("Expected client settings that Kafka can use")
                .hasMessageNotContaining(PASSWORD)
                .hasNoCause();
    }

    @Test
    void settingsDoNotShowTheirValues() {
        assertThat(settings("127.0.0.1:1", Map.of("ssl.keystore.password", PASSWORD)).toString())
                .contains("ssl.keystore.password")
                .doesNotContain(PASSWORD);
    }

    private static void provision(String servers, Map<String, String> kafka) {
        TopicProvisioning.provision(settings(servers, kafka), PATIENCE);
    }

    private static ProcessorSettings settings(String servers, Map<String, String> kafka) {
        return ProcessorSettings.alone(
                new KafkaConnection(servers, kafka),
                Path.of("state"),
                ProcessorSettings.Topics.unreplicated(2));
    }
}
