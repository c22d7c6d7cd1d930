package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

class StreamSimulatorMainTest {
    @Test
    void everythingHasADefault() {
        var settings = StreamSimulatorMain.settings(Map.of());

        assertThat(settings.host()).isEqualTo("127.0.0.1");
        assertThat(settings.port()).isEqualTo(8090);
        assertThat(settings.account()).isEqualTo("local");
        assertThat(settings.token()).isEqualTo("local");
    }

    @Test
    void theEnvironmentIsRead() {
        var settings =
                StreamSimulatorMain.settings(
                        Map.of(
                                "MEDIA_STREAM_ACCOUNT", "a",
                                "MEDIA_STREAM_TOKEN", "t",
                                "MEDIA_SIMULATOR_PORT", "0",
                                "MEDIA_DATA_DIR", "/somewhere"));

        assertThat(settings.account()).isEqualTo("a");
        assertThat(settings.token()).isEqualTo("t");
        assertThat(settings.port()).isZero();
        assertThat(settings.dataDirectory()).startsWithRaw(Path.of("/somewhere"));
        assertThat(settings.toString()).doesNotContain("token");
    }

    @Test
    void aPortThatIsNoneIsNamed() {
        assertThatThrownBy(
                        () -> StreamSimulatorMain.settings(Map.of("MEDIA_SIMULATOR_PORT", "http")))
                .hasMessageContaining("MEDIA_SIMULATOR_PORT");
        assertThatThrownBy(
                        () -> StreamSimulatorMain.settings(Map.of("MEDIA_SIMULATOR_PORT", "70000")))
                .hasMessageContaining("70000");
    }

    @Test
    void theHostsToCopyFromAreListed() {
        var settings =
                StreamSimulatorMain.settings(
                        Map.of("MEDIA_SIMULATOR_COPY_HOSTS", "a.example, B.example,"));

        assertThat(settings.copyLimits().hosts())
                .containsExactlyInAnyOrder("a.example", "b.example");
        assertThat(StreamSimulatorMain.settings(Map.of()).copyLimits().hosts()).isEmpty();
    }

    @Test
    void itCanBePartOfADeployment() {
        var settings =
                StreamSimulatorMain.settings(
                        Map.of(
                                "MEDIA_SIMULATOR_HOST", "0.0.0.0",
                                "MEDIA_SIMULATOR_PUBLIC_URL", "http://stream.example:8090",
                                "MEDIA_WEBHOOK_URL", "http://gateway:8080/v1/stream/webhook",
                                "MEDIA_WEBHOOK_SECRET", "a-secret-of-the-webhooks",
                                "MEDIA_SIMULATOR_CALLS_PER_FIVE_MINUTES", "6000"));

        assertThat(settings.host()).isEqualTo("0.0.0.0");
        assertThat(settings.deliveryBaseUrl()).contains(URI.create("http://stream.example:8090"));
        assertThat(settings.subscription())
                .hasValueSatisfying(
                        it -> assertThat(it.notificationUrl().getHost()).isEqualTo("gateway"));
        assertThat(settings.conditions().rateLimit().quota()).isEqualTo(6_000);
        assertThat(settings.toString()).doesNotContain("a-secret");
    }

    @Test
    void aSubscriptionNeedsASecret() {
        assertThatThrownBy(
                        () ->
                                StreamSimulatorMain.settings(
                                        Map.of("MEDIA_WEBHOOK_URL", "http://gateway:8080/")))
                .hasMessageContaining("MEDIA_WEBHOOK_SECRET");
    }
}
