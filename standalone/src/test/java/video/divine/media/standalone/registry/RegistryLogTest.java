package video.divine.media.standalone.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.util.concurrent.TimeUnit.SECONDS;

import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import video.divine.media.schemas.registry.HttpSchemaRegistry;
import video.divine.media.schemas.registry.IncompatibleSchemaException;
import video.divine.media.schemas.registry.RegistryClientSettings;
import video.divine.media.schemas.registry.RegistryUnavailableException;
import video.divine.media.schemas.registry.UnknownSchemaException;
import video.divine.media.standalone.kafka.BrokerFaults;
import video.divine.media.standalone.kafka.InProcessKafka;
import video.divine.media.standalone.kafka.KafkaSettings;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/** What the log keeps through restarts, deaths, doubles and a Kafka that goes away. */
@Timeout(120)
@ExtendWith(BrokerFaults.class)
class RegistryLogTest {
    @TempDir Path directory;

    @Test
    void idsAndRulesOutliveARestart() {
        try (var kafka = kafka(0)) {
            try (var registry = start(kafka);
                    var client = client(registry);
                    var http = new RawHttp(registry.uri())) {
                assertThat(client.register("a-value", fixed(1))).isEqualTo(1);
                assertThat(client.register("a-key", fixed(2))).isEqualTo(2);
                http.put("/config/a-key", "{\"compatibility\":\"NONE\"}");
            }
            try (var registry = start(kafka);
                    var client = client(registry);
                    var http = new RawHttp(registry.uri())) {
                assertThat(client.schema(2)).isEqualTo(fixed(2));
                assertThat(client.register("a-key", fixed(2))).isEqualTo(2);
                assertThat(client.register("b-value", fixed(3))).isEqualTo(3);
                assertThat(http.get("/config/a-key")).contains("NONE");
            }
        }
        // Also through a restart of Kafka itself.
        try (var kafka = kafka(0);
                var registry = start(kafka);
                var client = client(registry)) {
            assertThat(client.schema(3)).isEqualTo(fixed(3));
            assertThatThrownBy(() -> client.schema(4)).isInstanceOf(UnknownSchemaException.class);
        }
    }

    @Test
    void aServerThatWasNotClosedIsSucceeded() {
        try (var kafka = kafka(0);
                var abandoned = start(kafka);
                var first = client(abandoned)) {
            assertThat(first.register("a-value", fixed(1))).isEqualTo(1);

            try (var successor = start(kafka);
                    var second = client(successor)) {
                assertThat(second.schema(1)).isEqualTo(fixed(1));
                assertThat(second.register("b-value", fixed(2))).isEqualTo(2);

                // The first was fenced. It says so once, then takes over knowing what was written.
                assertThatThrownBy(() -> first.register("c-value", fixed(3)))
                        .isInstanceOf(RegistryUnavailableException.class);
                assertThat(first.register("c-value", fixed(3))).isEqualTo(3);
                assertThat(first.register("b-value", fixed(2))).isEqualTo(2);
            }
        }
    }

    @Test
    void manyAtOnceGetIdsOfTheirOwn() throws Exception {
        try (var kafka = kafka(0);
                var registry = start(kafka);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // 40 clients register 20 schemas, each twice, under subjects of their own.
            var work =
                    IntStream.range(0, 40)
                            .<Callable<Integer>>mapToObj(
                                    i ->
                                            () -> {
                                                try (var client = client(registry)) {
                                                    return client.register(
                                                            "s" + i, fixed(1 + i % 20));
                                                }
                                            })
                            .toList();
            var ids = threads.invokeAll(work).stream().map(it -> it.resultNow()).toList();

            assertThat(ids.subList(0, 20))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.rangeClosed(1, 20).boxed().toList());
            assertThat(ids.subList(20, 40)).isEqualTo(ids.subList(0, 20));
        }
    }

    @Test
    void anIncompatibleSchemaIsTypedAtTheClient() {
        try (var kafka = kafka(0);
                var registry = start(kafka);
                var client = client(registry)) {
            client.register("a-value", fixed(1));

            assertThatThrownBy(() -> client.register("a-value", fixed(2)))
                    .isInstanceOf(IncompatibleSchemaException.class)
                    .hasMessageContaining("NAME_MISMATCH");
        }
    }

    @Test
    void schemasAreServedWhileKafkaIsAwayAndWrittenWhenItIsBack() throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            port = socket.getLocalPort();
        }
        var kafka = kafka(port);
        try (var registry = start(kafka, Duration.ofSeconds(4));
                var client = client(registry)) {
            assertThat(client.register("a-value", fixed(1))).isEqualTo(1);
            kafka.close();

            try (var fresh = client(registry)) {
                assertThat(fresh.schema(1)).isEqualTo(fixed(1));
                assertThat(fresh.register("a-value", fixed(1))).isEqualTo(1);
                assertThatThrownBy(() -> fresh.register("b-value", fixed(2)))
                        .isInstanceOf(RegistryUnavailableException.class);
            }

            kafka = kafka(port);
            int id = registerWithPatience(client);
            assertThat(id).isEqualTo(2);
        } finally {
            kafka.close();
        }
    }

    @Test
    void aTopicThatWouldLoseSchemasIsRefused() throws Exception {
        try (var kafka = kafka(0)) {
            create(kafka, new NewTopic("_schemas", 1, (short) 1));
            assertThatThrownBy(() -> start(kafka))
                    .isInstanceOf(RegistryStartException.class)
                    .hasMessage(
                            "Expected the topic _schemas to have cleanup.policy=compact, but it has"
                                    + " delete: schemas would be lost.");
        }
    }

    @Test
    void aTopicOfSeveralPartitionsIsRefused() throws Exception {
        try (var kafka = kafka(0)) {
            create(
                    kafka,
                    new NewTopic("_schemas", 2, (short) 1)
                            .configs(Map.of("cleanup.policy", "compact")));
            assertThatThrownBy(() -> start(kafka))
                    .isInstanceOf(RegistryStartException.class)
                    .hasMessageContaining("one partition, but it has 2");
        }
    }

    @Test
    void aTakenPortIsOneSentence() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            var settings = RegistrySettings.local(socket.getLocalPort(), "127.0.0.1:1");
            assertThatThrownBy(() -> RegistryServer.start(settings))
                    .isInstanceOf(RegistryStartException.class)
                    .hasMessage(
                            "The schema registry cannot listen on 127.0.0.1:%d: Address already in use."
                                    .formatted(socket.getLocalPort()));
        }
    }

    @Test
    void anAbsentKafkaIsOneSentence() {
        var settings =
                new RegistrySettings(
                        "127.0.0.1",
                        0,
                        "127.0.0.1:1",
                        "_schemas",
                        (short) 1,
                        Duration.ofSeconds(1),
                        Map.of());
        assertThatThrownBy(() -> RegistryServer.start(settings))
                .isInstanceOf(RegistryStartException.class)
                .hasMessageStartingWith(
                        "The schema registry cannot prepare its topic _schemas at 127.0.0.1:1:");
    }

    private InProcessKafka kafka(int port) {
        return InProcessKafka.start(new KafkaSettings(directory, port));
    }

    private static RegistryServer start(InProcessKafka kafka) {
        return start(kafka, Duration.ofSeconds(20));
    }

    private static RegistryServer start(InProcessKafka kafka, Duration patience) {
        return RegistryServer.start(
                new RegistrySettings(
                        "127.0.0.1",
                        0,
                        kafka.bootstrapServers(),
                        RegistrySettings.DEFAULT_TOPIC,
                        (short) 1,
                        patience,
                        Map.of()));
    }

    private static HttpSchemaRegistry client(RegistryServer registry) {
        return new HttpSchemaRegistry(
                new RegistryClientSettings(
                        List.of(registry.uri()),
                        java.util.Optional.empty(),
                        java.util.Optional.empty(),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(25),
                        Duration.ZERO,
                        10));
    }

    private static int registerWithPatience(HttpSchemaRegistry client) {
        for (int attempt = 0; ; attempt++) {
            try {
                return client.register("b-value", fixed(2));
            } catch (RegistryUnavailableException e) {
                if (attempt == 10) {
                    throw e;
                }
            }
        }
    }

    private static void create(InProcessKafka kafka, NewTopic topic) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(topic)).all().get(20, SECONDS);
        }
    }

    private static Schema fixed(int size) {
        return Schema.createFixed("F" + size, null, "test", size);
    }
}
