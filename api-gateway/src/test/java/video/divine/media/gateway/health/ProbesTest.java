package video.divine.media.gateway.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.reactive.server.WebTestClient;

import video.divine.media.gateway.Gateway;

class ProbesTest {
    final Gateway gateway = Gateway.shared();
    final WebTestClient client = gateway.overTheNetwork();

    @Test
    void itLives() {
        Gateway.expect(client.get().uri("/livez").exchange(), 200, "{\"status\":\"UP\"}");
    }

    @Test
    void itLivesThoughItIsNotReady() {
        gateway.commands.ready(false);
        gateway.reads.ready(false);

        Gateway.expect(client.get().uri("/livez").exchange(), 200, "{\"status\":\"UP\"}");
    }

    @Test
    void itIsReadyOnceCommandsAreAnsweredAndStoresServe() {
        gateway.commands.ready(false);
        Gateway.expect(client.get().uri("/readyz").exchange(), 503, "{\"status\":\"DOWN\"}");

        gateway.commands.ready(true);
        gateway.reads.ready(false);
        Gateway.expect(client.get().uri("/readyz").exchange(), 503, "{\"status\":\"DOWN\"}");

        gateway.reads.ready(true);
        Gateway.expect(client.get().uri("/readyz").exchange(), 200, "{\"status\":\"UP\"}")
                .expectHeader()
                .valueEquals(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    @Test
    void metricsAreForPrometheus() {
        client.get()
                .uri("/metrics")
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .value(HttpHeaders.CONTENT_TYPE, type -> assertThat(type).startsWith("text/plain"))
                .expectBody(String.class)
                .value(text -> assertThat(text).contains("# TYPE jvm_memory_used_bytes gauge"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/health",
                "/health/readiness",
                "/actuator",
                "/actuator/health",
                "/info",
                "/env",
                "/beans",
                "/configprops",
                "/heapdump",
                "/loggers",
                "/threaddump",
                "/prometheus",
                "/shutdown"
            })
    void nothingElseOfTheActuatorIsThere(String path) {
        Gateway.expect(client.get().uri(path).exchange(), 404, "{\"error\":\"not_found\"}");
        Gateway.expect(client.post().uri(path).exchange(), 404, "{\"error\":\"not_found\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/livez", "/readyz"})
    void aProbeIsOnlyRead(String path) {
        Gateway.expect(
                        client.method(HttpMethod.POST).uri(path).exchange(),
                        405,
                        "{\"error\":\"method_not_allowed\"}")
                .expectHeader()
                .valueEquals(HttpHeaders.ALLOW, "GET");
    }
}
