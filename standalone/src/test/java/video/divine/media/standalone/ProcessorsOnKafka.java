package video.divine.media.standalone;

import static org.awaitility.Awaitility.await;

import org.apache.kafka.clients.admin.Admin;

import video.divine.media.processor.runtime.MediaStreams;
import video.divine.media.processor.runtime.ProcessorSettings;
import video.divine.media.processor.runtime.TopicProvisioning;
import video.divine.media.schemas.registry.InMemorySchemaRegistry;
import video.divine.media.service.kafka.KafkaConnection;
import video.divine.media.standalone.kafka.InProcessKafka;
import video.divine.media.standalone.kafka.KafkaSettings;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/** A broker with our topics and a registry, for processors that are started one after the other. */
final class ProcessorsOnKafka implements AutoCloseable {
    static final int PARTITIONS = 2;
    static final Duration PATIENCE = Duration.ofSeconds(60);

    final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    private final Path directory;
    private final InProcessKafka kafka;

    /** On an empty directory. */
    ProcessorsOnKafka(Path directory) {
        this.directory = directory;
        kafka = InProcessKafka.start(new KafkaSettings(directory.resolve("kafka"), 0));
        try (var admin = admin()) {
            new TopicProvisioning(admin)
                    .provision(ProcessorSettings.Topics.unreplicated(PARTITIONS));
        }
    }

    String broker() {
        return kafka.bootstrapServers();
    }

    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", broker()));
    }

    VideoLog log() {
        return new VideoLog(broker(), registry);
    }

    /** Where the processor of that name keeps its stores. */
    Path state(String name) {
        return directory.resolve(name);
    }

    /** A processor on the stores of that name, empty at first; waits for nothing. */
    MediaStreams start(String name) {
        return MediaStreams.start(
                ProcessorSettings.alone(
                        new KafkaConnection(broker(), Map.of()),
                        state(name),
                        ProcessorSettings.Topics.unreplicated(PARTITIONS)),
                registry,
                InstantSource.system(),
                () -> {});
    }

    static void awaitReady(MediaStreams streams) {
        await().atMost(PATIENCE).until(streams::isReady);
    }

    @Override
    public void close() {
        kafka.close();
    }
}
