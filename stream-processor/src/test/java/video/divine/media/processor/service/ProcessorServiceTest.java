package video.divine.media.processor.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import video.divine.media.service.setting.BadSettingException;
import video.divine.media.service.start.ServiceApplication;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A processor whose Kafka and registry are not there. */
@ExtendWith(OutputCaptureExtension.class)
class ProcessorServiceTest {
    private static final String TOKEN = "a-token-of-the-inside";

    @TempDir Path data;

    final HttpClient http = HttpClient.newHttpClient();
    final List<ConfigurableApplicationContext> started = new ArrayList<>();

    private URI start(Map<String, Object> changed) {
        var settings =
                new HashMap<String, Object>(
                        Map.of(
                                "media.kafka.bootstrap-servers", "127.0.0.1:1",
                                "media.registry.url", "http://127.0.0.1:1",
                                "media.internal.port", "0",
                                "media.internal.token", TOKEN,
                                "media.advertised-url", "http://127.0.0.1:8081",
                                "media.data-dir", data.toString()));
        settings.putAll(changed);
        var context =
                (ReactiveWebServerApplicationContext)
                        ServiceApplication.of(ProcessorService.class, "stream-processor", settings)
                                .run();
        started.add(context);
        return URI.create(
                "http://127.0.0.1:" + Objects.requireNonNull(context.getWebServer()).getPort());
    }

    @AfterEach
    void stop() {
        started.forEach(ConfigurableApplicationContext::close);
        http.close();
    }

    private HttpResponse<String> get(URI uri, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void itLivesAndWaitsAndSaysSoOnce(CapturedOutput output)
            throws IOException, InterruptedException {
        var processor =
                start(
                        Map.of(
                                "media.kafka.client.default.api.timeout.ms", "1000",
                                "media.kafka.client.request.timeout.ms", "1000"));

        assertThat(get(processor.resolve("/livez")).statusCode()).isEqualTo(200);
        assertThat(get(processor.resolve("/readyz")).statusCode()).isEqualTo(503);

        Thread.sleep(3_500);
        assertThat(output.getAll().lines().filter(line -> line.contains("waiting for Kafka")))
                .hasSize(1);
        assertThat(output.getAll().lines().filter(line -> line.contains("WARN"))).hasSize(1);
        assertThat(get(processor.resolve("/livez")).statusCode()).isEqualTo(200);
    }

    @Test
    void allButTheProbesNeedsTheToken() throws IOException, InterruptedException {
        var processor = start(Map.of());

        for (var path : List.of("/metrics", "/internal/reads/stores", "/livez/x", "/")) {
            var refused = get(processor.resolve(path));
            assertThat(refused.statusCode()).as(path).isEqualTo(401);
            assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        }
        assertThat(
                        get(processor.resolve("/metrics"), "Authorization", "Bearer wrong-" + TOKEN)
                                .statusCode())
                .isEqualTo(401);
        assertThat(get(processor.resolve("/metrics"), "Authorization", "Bearer " + TOKEN).body())
                .contains("jvm_memory_used_bytes");
    }

    @Test
    void itListensOnLoopbackUnlessItIsTold() {
        start(Map.of());

        assertThat(started.getFirst().getEnvironment().getProperty("server.address"))
                .isEqualTo("127.0.0.1");
    }

    @Test
    void badSettingsAreOneSentence() {
        assertThatThrownBy(() -> start(Map.of("media.internal.token", "short")))
                .hasRootCauseInstanceOf(BadSettingException.class)
                .rootCause()
                .hasMessageContaining("media.internal: Expected an internal token");
        assertThatThrownBy(() -> start(Map.of("media.kafka.bootstrap-servers", "")))
                .rootCause()
                .hasMessageContaining("MEDIA_KAFKA_BOOTSTRAP_SERVERS");
        assertThatThrownBy(() -> start(Map.of("media.registry.url", "")))
                .rootCause()
                .hasMessageContaining("MEDIA_REGISTRY_URL");
        assertThatThrownBy(() -> start(Map.of("media.replication", "0")))
                .rootCause()
                .hasMessageContaining("media.replication");
        for (var url : List.of("processor-1", "https://processor-1:8081", "http://p:1/path")) {
            assertThatThrownBy(() -> start(Map.of("media.advertised-url", url)))
                    .rootCause()
                    .hasMessageContaining("media.advertised-url: Expected http://host:port");
        }
        assertThatThrownBy(() -> start(Map.of("media.kafka.client.session.timeout.ms", "45000")))
                .rootCause()
                .isInstanceOf(BadSettingException.class)
                .hasMessageContaining("MEDIA_KAFKA_CLIENT_SESSION_TIMEOUT_MS");
    }
}
