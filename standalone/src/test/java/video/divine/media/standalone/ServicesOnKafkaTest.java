package video.divine.media.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import video.divine.media.gateway.service.GatewayService;
import video.divine.media.processor.service.ProcessorService;
import video.divine.media.service.start.ServiceApplication;
import video.divine.media.standalone.kafka.InProcessKafka;
import video.divine.media.standalone.kafka.KafkaSettings;
import video.divine.media.standalone.registry.RegistryServer;
import video.divine.media.standalone.registry.RegistrySettings;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;

/** A gateway and a processor as their executable jars run them: docs/adr/0024. */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(180)
class ServicesOnKafkaTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TOKEN = "a-token-of-the-inside";
    private static final String NOBODY = "http://127.0.0.1:1";

    /** Long enough for a look at the probe, however busy the machine is. */
    private static final Duration DRAIN = Duration.ofSeconds(4);

    private final Ports ports = Ports.free();
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir Path directory;

    @Test
    void theGatewayComesFirstAndServesOnceTheOthersDoAndStopsInOrder(CapturedOutput output)
            throws Exception {
        try (var gateway = gateway()) {
            assertThat(status("/livez")).isEqualTo(200);
            assertThat(status("/readyz")).isEqualTo(503);
            awaitLine(output, "waiting for Kafka and its topics: Kafka is not reachable yet");

            try (var kafka =
                    InProcessKafka.start(
                            new KafkaSettings(directory.resolve("kafka"), ports.kafka()))) {
                awaitLine(
                        output,
                        "waiting for Kafka and its topics: media.outcomes is not there yet: the"
                                + " first processor makes it");
                assertThat(status("/livez")).isEqualTo(200);
                assertThat(status("/readyz")).isEqualTo(503);
                try (var _ = processor()) {
                    awaitLine(output, "Kafka and its topics is there, after");
                    awaitLine(output, "waiting for the schema registry:");
                    assertThat(status("/readyz")).isEqualTo(503);
                    try (var _ =
                            RegistryServer.start(
                                    RegistrySettings.local(
                                            ports.registry(), kafka.bootstrapServers()))) {
                        await().atMost(PATIENCE).until(() -> status("/readyz") == 200);

                        assertWritesAndReads();
                        assertSaidOnce(output);
                        stopsInOrder(gateway, output);
                    }
                }
            }
        }
    }

    private ConfigurableApplicationContext gateway() {
        var settings = new HashMap<String, Object>(connections());
        settings.put("media.port", ports.api());
        settings.put("media.public-base-url", "http://127.0.0.1:" + ports.api());
        settings.put("media.processors", "http://127.0.0.1:" + ports.processor());
        settings.put("media.internal.port", ports.internal());
        settings.put("media.drain-delay", DRAIN.toMillis() + "ms");
        settings.put("media.stream.base-url", NOBODY);
        settings.put("media.stream.account", "account");
        settings.put("media.stream.token", "token");
        settings.put("media.webhook.secret", "a secret of the tests");
        return ServiceApplication.of(GatewayService.class, "api-gateway", settings).run();
    }

    private ConfigurableApplicationContext processor() {
        var settings = new HashMap<String, Object>(connections());
        settings.put("media.data-dir", directory.resolve("processor"));
        settings.put("media.internal.port", ports.processor());
        settings.put("media.partitions", 2);
        settings.put("media.replication", 1);
        settings.put("media.standbys", 0);
        return ServiceApplication.of(ProcessorService.class, "stream-processor", settings).run();
    }

    private Map<String, Object> connections() {
        return Map.of(
                "media.kafka.bootstrap-servers", "127.0.0.1:" + ports.kafka(),
                "media.registry.url", "http://127.0.0.1:" + ports.registry(),
                "media.internal.token", TOKEN);
    }

    private static void awaitLine(CapturedOutput output, String words) {
        await().atMost(PATIENCE).until(() -> output.getAll().contains(words));
    }

    /** One line for each change: the processor has its own, of Kafka and not of its topics. */
    private static void assertSaidOnce(CapturedOutput output) {
        assertThat(
                        output.getAll()
                                .lines()
                                .filter(
                                        line ->
                                                line.contains("Kafka and its topics")
                                                        || line.contains("every partition has")))
                .satisfiesExactly(
                        line -> assertThat(line).contains("Kafka is not reachable yet"),
                        line -> assertThat(line).contains("media.outcomes is not there yet"),
                        line -> assertThat(line).contains("is there, after"),
                        line -> assertThat(line).contains("a processor that answers"));
    }

    /** That a command was refused has been decided, and came back over Kafka. */
    private void assertWritesAndReads() {
        var recheck =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:%d/internal/videos/%s/recheck"
                                                .formatted(ports.internal(), "0".repeat(32))))
                        .header("Authorization", "Bearer " + TOKEN)
                        .POST(HttpRequest.BodyPublishers.noBody());
        assertThat(status(recheck)).isEqualTo(404);
        assertThat(status("/v1/lookup?vineId=loop")).isEqualTo(404);
    }

    private void stopsInOrder(ConfigurableApplicationContext gateway, CapturedOutput output)
            throws Exception {
        try (var slow = new Socket(InetAddress.getLoopbackAddress(), ports.api());
                var answer =
                        new BufferedReader(
                                new InputStreamReader(slow.getInputStream(), US_ASCII))) {
            var request =
                    """
                    POST /v1/videos HTTP/1.1\r
                    Host: 127.0.0.1\r
                    Content-Length: 2\r
                    \r
                    {""";
            slow.getOutputStream().write(request.getBytes(US_ASCII));
            var stopping = Thread.ofPlatform().start(gateway::close);

            await().atMost(DRAIN).until(() -> status("/readyz") == 503);
            assertThat(status("/livez")).isEqualTo(200);
            assertThat(status("/v1/lookup?vineId=loop")).isEqualTo(404);
            assertThat(output).contains("not ready any more, served for another " + DRAIN);

            await().atMost(PATIENCE).until(this::refusesConnections);
            assertThat(stopping.isAlive()).isTrue();
            slow.getOutputStream().write('}');
            assertThat(answer.readLine()).startsWith("HTTP/1.1 401");
            assertThat(stopping.join(PATIENCE)).isTrue();
        }
    }

    private boolean refusesConnections() {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), ports.api())) {
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    private int status(String path) {
        return status(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.api() + path)));
    }

    private int status(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Free ones, each for its listener. */
    private record Ports(int api, int internal, int processor, int kafka, int registry) {
        /** All bound at once before any is given back, so that they differ. */
        static Ports free() {
            var sockets = new ArrayList<ServerSocket>();
            try {
                for (int i = 0; i < 5; i++) {
                    sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
                }
                var ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
                for (var socket : sockets) {
                    socket.close();
                }
                return new Ports(
                        ports.get(0), ports.get(1), ports.get(2), ports.get(3), ports.get(4));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
