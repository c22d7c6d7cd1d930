package video.divine.media.processor.service;

import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

import video.divine.media.processor.runtime.MediaStreams;
import video.divine.media.processor.runtime.TopicProvisioning;
import video.divine.media.schemas.MediaTopic;
import video.divine.media.schemas.registry.ConfluentWireFormat;
import video.divine.media.schemas.registry.SchemaRegistry;
import video.divine.media.service.kafka.KafkaConnection;
import video.divine.media.service.start.FatalStop;
import video.divine.media.service.start.StartUp;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The processor in the life of its service: it waits for Kafka, has the topics made, waits for the
 * registry, and begins. It stops when the reads under way have been answered.
 */
final class ProcessorLifecycle implements SmartLifecycle {
    private static final String LOOK_MILLIS = "5000";

    private final KafkaConnection kafka;
    private final ProcessorProperties properties;
    private final SchemaRegistry registry;
    private final Supplier<MediaStreams> streams;
    private final FatalStop fatal;
    private @Nullable StartUp startUp;
    private volatile @Nullable MediaStreams running;

    ProcessorLifecycle(
            KafkaConnection kafka,
            ProcessorProperties properties,
            SchemaRegistry registry,
            Supplier<MediaStreams> streams,
            FatalStop fatal) {
        this.kafka = kafka;
        this.properties = properties;
        this.registry = registry;
        this.streams = streams;
        this.fatal = fatal;
    }

    @Override
    public synchronized void start() {
        startUp = StartUp.begin("processor-start", this::begin, fatal::because);
    }

    private void begin(StartUp start) {
        start.await("Kafka", this::provision);
        start.await("the schema registry", this::reachRegistry);
        running = streams.get();
    }

    private boolean provision() {
        Map<String, Object> settings = new HashMap<>(kafka.settings());
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        settings.putIfAbsent(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, LOOK_MILLIS);
        settings.putIfAbsent(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, LOOK_MILLIS);
        try (var admin = Admin.create(settings)) {
            new TopicProvisioning(admin)
                    .provision(properties.partitions(), properties.replication());
        }
        return true;
    }

    /** By the schemas that will be needed: without it each thread would die as it begins. */
    private boolean reachRegistry() {
        for (var topic : MediaTopic.values()) {
            var subject = ConfluentWireFormat.subject(topic.topic(), false);
            topic.valueSchema().ifPresent(schema -> registry.register(subject, schema));
        }
        return true;
    }

    /** The streams; empty for as long as it waits for what they need. */
    Optional<MediaStreams> streams() {
        return Optional.ofNullable(running);
    }

    @Override
    public synchronized void stop() {
        if (startUp != null) {
            startUp.close();
            startUp = null;
        }
        var streaming = running;
        if (streaming != null) {
            running = null;
            streaming.close();
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return startUp != null;
    }

    /** Stops after Boot's web server (MAX_VALUE - 2048), so that reads are answered to the end. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE - 4096;
    }
}
