package video.divine.media.processor.service;

import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

import video.divine.media.processor.runtime.KnownSchemas;
import video.divine.media.processor.runtime.MediaStreams;
import video.divine.media.processor.runtime.ProcessorSettings;
import video.divine.media.processor.runtime.TopicProvisioning;
import video.divine.media.schemas.registry.SchemaRegistry;
import video.divine.media.service.start.FatalStop;
import video.divine.media.service.start.StartUp;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The processor in the life of its service: it waits for Kafka, has the topics made, waits for the
 * registry, and begins. It stops when the reads under way have been answered.
 */
final class ProcessorLifecycle implements SmartLifecycle {
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final ProcessorSettings settings;
    private final SchemaRegistry registry;
    private final Supplier<MediaStreams> streams;
    private final FatalStop fatal;
    private @Nullable StartUp startUp;
    private volatile @Nullable MediaStreams running;

    ProcessorLifecycle(
            ProcessorSettings settings,
            SchemaRegistry registry,
            Supplier<MediaStreams> streams,
            FatalStop fatal) {
        this.settings = settings;
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
        var streaming = streams.get();
        // Here, as it connects: whoever asks for the readiness may not wait.
        var _ = streaming.replicas();
        running = streaming;
    }

    private boolean provision() {
        TopicProvisioning.provision(settings, LOOK);
        return true;
    }

    private boolean reachRegistry() {
        KnownSchemas.fetch(settings, registry);
        return true;
    }

    /** The streams; empty for as long as it waits for what they need. */
    Optional<MediaStreams> streams() {
        return Optional.ofNullable(running);
    }

    /** Whether reads are served, and others can be restarted. Does not block. */
    boolean isReady() {
        return streams().map(MediaStreams::canStandIn).orElse(false);
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
