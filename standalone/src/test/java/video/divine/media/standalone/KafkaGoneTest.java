package video.divine.media.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;

import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;

import video.divine.media.gateway.command.Commands;
import video.divine.media.gateway.service.GatewayService;
import video.divine.media.processor.runtime.ProcessorSettings;
import video.divine.media.processor.runtime.TopicProvisioning;
import video.divine.media.schemas.registry.HttpSchemaRegistry;
import video.divine.media.schemas.registry.RegistryClientSettings;
import video.divine.media.service.start.ServiceApplication;
import video.divine.media.simulator.SimulatorSettings;
import video.divine.media.simulator.StreamSimulator;
import video.divine.media.standalone.endtoend.Answer;
import video.divine.media.standalone.endtoend.MediaClient;
import video.divine.media.standalone.endtoend.Publisher;
import video.divine.media.standalone.kafka.InProcessKafka;
import video.divine.media.standalone.kafka.KafkaSettings;
import video.divine.media.standalone.registry.RegistryServer;
import video.divine.media.standalone.registry.RegistrySettings;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;

/** A running gateway whose Kafka goes away and comes back. */
@Timeout(180)
class KafkaGoneTest {
    private static final int PARTITIONS = 2;
    private static final String BASE_URL = "https://media.example";
    private static final String VIDEOS = "/v1/videos";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Until a balancer could know. */
    private static final Duration NOTICED = Duration.ofSeconds(8);

    /** The timeout of a command, and some time for a busy machine. */
    private static final Duration BOUND = Duration.ofSeconds(7);

    @TempDir Path directory;

    private final Publisher publisher = Publisher.anyone();
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private InProcessKafka kafka;
    private int port;
    private ReactiveWebServerApplicationContext gateway;
    private MediaClient client;

    @BeforeEach
    void start() throws Exception {
        kafka = InProcessKafka.start(new KafkaSettings(directory.resolve("kafka"), 0));
        started.push(() -> kafka.close());
        var broker = kafka.bootstrapServers();
        port = Integer.parseInt(broker.substring(broker.lastIndexOf(':') + 1));
        try (var admin = Admin.create(Map.of("bootstrap.servers", broker))) {
            new TopicProvisioning(admin)
                    .provision(ProcessorSettings.Topics.unreplicated(PARTITIONS));
        }
        var server = opened(RegistryServer.start(RegistrySettings.local(0, broker)));
        var registry =
                new HttpSchemaRegistry(
                        RegistryClientSettings.of(server.uri()), InstantSource.system());
        var processor =
                opened(
                        ReadProcessor.start(
                                broker, registry, directory.resolve("processor"), PARTITIONS));
        var stream =
                opened(StreamSimulator.start(SimulatorSettings.local(directory.resolve("stream"))));
        gateway =
                opened(
                        (ReactiveWebServerApplicationContext)
                                ServiceApplication.of(
                                                GatewayService.class,
                                                "api-gateway",
                                                Map.ofEntries(
                                                        Map.entry("media.port", "0"),
                                                        Map.entry(
                                                                "media.public-base-url", BASE_URL),
                                                        Map.entry(
                                                                "media.kafka.bootstrap-servers",
                                                                broker),
                                                        Map.entry(
                                                                "media.registry.url",
                                                                server.uri().toString()),
                                                        Map.entry(
                                                                "media.processors",
                                                                processor.address().toString()),
                                                        Map.entry("media.internal.port", "0"),
                                                        Map.entry(
                                                                "media.internal.token",
                                                                "a-token-of-the-inside"),
                                                        Map.entry(
                                                                "media.webhook.secret",
                                                                "85011ed3a913c6ad5f9cf6c5573cc0a7"),
                                                        Map.entry(
                                                                "media.stream.base-url",
                                                                stream.apiBaseUri().toString()),
                                                        Map.entry("media.stream.account", "local"),
                                                        Map.entry("media.stream.token", "local")))
                                        .run());
        client =
                new MediaClient(
                        "http://127.0.0.1:"
                                + Objects.requireNonNull(gateway.getWebServer()).getPort());
        await().atMost(PATIENCE).until(() -> status("/readyz") == 200);
    }

    private <T extends AutoCloseable> T opened(T part) {
        started.push(part);
        return part;
    }

    @AfterEach
    void stop() throws Exception {
        while (!started.isEmpty()) {
            started.pop().close();
        }
    }

    private void kafkaComesBack() {
        kafka = InProcessKafka.start(new KafkaSettings(directory.resolve("kafka"), port));
    }

    private int status(String path) {
        return client.get(path).status();
    }

    private String token(String body) {
        return publisher.authorization("POST", BASE_URL + VIDEOS, body);
    }

    private Answer upload() {
        return client.post(VIDEOS, "{}", "Authorization", token("{}"));
    }

    private Answer uploadUntilAnswered() {
        return client.postUntilAnswered(VIDEOS, "{}", "Authorization", token("{}"));
    }

    @Test
    void aGatewayWithoutKafkaIsNotReadyUntilItIsBack() {
        assertThat(uploadUntilAnswered().status()).isEqualTo(201);
        try (var log = new GatewayLog()) {
            kafka.close();

            // Nothing is asked of the gateway meanwhile that could tell it.
            await().atMost(NOTICED).until(() -> status("/readyz") == 503);
            assertThat(status("/livez")).isEqualTo(200);
            var begun = System.nanoTime();
            assertRefused(upload());
            assertThat(age(begun)).isLessThan(Duration.ofSeconds(2));

            kafkaComesBack();
            await().atMost(PATIENCE).until(() -> status("/readyz") == 200);
            assertThat(uploadUntilAnswered().status()).isEqualTo(201);
            // The processor comes back by itself too, and may be looked at while it does.
            await().atMost(NOTICED).until(() -> status("/readyz") == 200);
            assertThat(log.lines(Level.WARN))
                    .filteredOn(line -> line.contains("not ready"))
                    .singleElement()
                    .asString()
                    .startsWith("not ready: the leader of media.outcomes-");
            assertThat(log.lines(Level.INFO)).filteredOn(line -> line.contains("ready")).hasSize(1);
        }
    }

    @Test
    void anUploadThatMeetsTheOutageIsToldToComeBackInTime() {
        kafka.close();
        var begun = System.nanoTime();

        assertRefused(upload());

        assertThat(age(begun)).isLessThan(BOUND);
        assertThat(gateway.getBean(Commands.class).isReady()).isFalse();
        kafkaComesBack();
        await().atMost(PATIENCE).until(() -> status("/readyz") == 200);
        assertThat(uploadUntilAnswered().status()).isEqualTo(201);
    }

    private static void assertRefused(Answer answer) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isPresent();
        assertThat(answer.text("error")).isEqualTo("unavailable");
    }

    private static Duration age(long since) {
        return Duration.ofNanos(System.nanoTime() - since);
    }
}
