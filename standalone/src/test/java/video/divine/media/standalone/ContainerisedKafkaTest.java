package video.divine.media.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.kafka.KafkaContainer;

import video.divine.media.avro.CallsLeased;
import video.divine.media.processor.runtime.MediaStreams;
import video.divine.media.processor.runtime.ProcessorSettings;
import video.divine.media.processor.runtime.TopicProvisioning;
import video.divine.media.schemas.registry.InMemorySchemaRegistry;
import video.divine.media.service.kafka.KafkaConnection;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/** The brokers of docker-compose.yml take our topics, commands and transactions: -Pcontainers. */
@Tag("containers")
@Timeout(300)
@ExtendWith(NeedsContainerEngine.class)
class ContainerisedKafkaTest {
    private static final String IMAGE = "apache/kafka:4.3.1";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir static Path directory;
    private static KafkaContainer kafka;

    @BeforeAll
    static void start() {
        kafka = new KafkaContainer(IMAGE);
        kafka.start();
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void aCommandIsAnswered() {
        var registry = new InMemorySchemaRegistry();
        var settings =
                ProcessorSettings.alone(
                        new KafkaConnection(kafka.getBootstrapServers(), Map.of()),
                        directory,
                        ProcessorSettings.Topics.unreplicated(2));
        TopicProvisioning.provision(settings, PATIENCE);
        try (var streams =
                        MediaStreams.start(settings, registry, InstantSource.system(), () -> {});
                var gateway = new CommandGateway(settings.kafka(), registry)) {
            await().atMost(Duration.ofSeconds(60)).until(streams::isReady);
            await().atMost(PATIENCE).until(gateway::isReady);

            assertThat(gateway.lease().getBody()).isInstanceOf(CallsLeased.class);
        }
    }
}
