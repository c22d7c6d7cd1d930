package video.divine.media.processor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

class StreamsSettingsTest {
    private static ProcessorSettings settings(Map<String, String> kafka) {
        return new ProcessorSettings(
                "localhost:9092",
                "media",
                Path.of("state"),
                1,
                (short) 1,
                1,
                Duration.ofMillis(5),
                1,
                kafka);
    }

    private static AdminClientConfig admin(Map<String, String> kafka) {
        return new AdminClientConfig(
                new StreamsConfig(StreamsSettings.of(settings(kafka))).getAdminConfigs("admin"));
    }

    private static int request(AdminClientConfig admin) {
        return admin.getInt(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG);
    }

    private static int call(AdminClientConfig admin) {
        return admin.getInt(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG);
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
}
