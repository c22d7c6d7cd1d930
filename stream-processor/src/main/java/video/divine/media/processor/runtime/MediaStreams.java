package video.divine.media.processor.runtime;

import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import video.divine.media.processor.codec.MediaSerdes;
import video.divine.media.processor.domain.watch.Patience;
import video.divine.media.processor.query.KafkaCoordinator;
import video.divine.media.processor.query.LocalReplicas;
import video.divine.media.processor.query.LocalStores;
import video.divine.media.processor.query.Replicas;
import video.divine.media.processor.topology.MediaTopology;
import video.divine.media.processor.topology.RunningTasks;
import video.divine.media.schemas.registry.SchemaRegistry;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Starts and stops the topology of this process. */
public final class MediaStreams implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MediaStreams.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

    private final KafkaStreams streams;
    private final Optional<StreamsMeters> meters;
    private final LocalStores stores;
    private final AtomicLong runningSince;
    private final Supplier<LocalReplicas> measuring;
    private @Nullable LocalReplicas replicas;

    private MediaStreams(
            KafkaStreams streams,
            Optional<StreamsMeters> meters,
            LocalStores stores,
            AtomicLong runningSince,
            Supplier<LocalReplicas> measuring) {
        this.streams = streams;
        this.meters = meters;
        this.stores = stores;
        this.runningSince = runningSince;
        this.measuring = measuring;
    }

    /** Starts with nobody who looks on. */
    public static MediaStreams start(
            ProcessorSettings settings,
            SchemaRegistry registry,
            InstantSource clock,
            Runnable onFatal) {
        return start(settings, registry, Observers.none(), clock, onFatal);
    }

    /**
     * Starts without waiting; {@link #isReady} tells when the stores serve.
     *
     * @param onFatal called once the processor has stopped for good; the process should end
     */
    public static MediaStreams start(
            ProcessorSettings settings,
            SchemaRegistry registry,
            Observers observers,
            InstantSource clock,
            Runnable onFatal) {
        var patience = new Patience(settings.uploadGrace());
        var running = new RunningTasks();
        var topology =
                new MediaTopology(
                                new MediaSerdes(registry),
                                observers.reconciler(),
                                patience,
                                running,
                                observers.traces())
                        .get();
        var streams = new KafkaStreams(topology, StreamsSettings.of(settings));
        streams.setUncaughtExceptionHandler(new FailurePolicy(clock, onFatal));
        var runningSince = new AtomicLong();
        streams.setStateListener(
                (now, before) -> {
                    runningSince.set(System.nanoTime());
                    LOG.info("stream processor {} (was {})", now, before);
                });
        observers.streams().ifPresent(meters -> meters.watch(streams));
        streams.start();
        return new MediaStreams(
                streams,
                observers.streams(),
                LocalStores.active(streams, settings.topics().partitions(), running),
                runningSince,
                () ->
                        LocalReplicas.of(
                                streams,
                                topology,
                                KafkaCoordinator.of(
                                        StreamsSettings.admin(settings), settings.applicationId()),
                                running,
                                settings.topics().partitions(),
                                settings.neighbours().applicationServer(),
                                clock));
    }

    /** Every store of this process serves, and none is being restored. */
    public boolean isReady() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /**
     * Whether, moreover, the copies here of others' stores are near those: whoever restarts one
     * processor after the other waits for this before the next.
     */
    public boolean canStandIn() {
        return isReady() && measured().hasCaughtUp(runningSince.get());
    }

    /** Reads of the stores that are active here. */
    public LocalStores stores() {
        return stores;
    }

    /**
     * What is here, active or not. Who asks for it first connects and starts what measures how far
     * copies are behind; a process that nobody asks from outside can do without.
     */
    public Replicas replicas() {
        return measured();
    }

    private synchronized LocalReplicas measured() {
        if (replicas == null) {
            replicas = measuring.get();
        }
        return replicas;
    }

    @Override
    public void close() {
        stopMeasuring();
        meters.ifPresent(StreamsMeters::close);
        // Whoever stays in the group keeps its tasks from the others until the session ends.
        var leaving =
                CloseOptions.groupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP)
                        .withTimeout(CLOSE_TIMEOUT);
        if (!streams.close(leaving)) {
            LOG.warn("stream processor did not stop within {}", CLOSE_TIMEOUT);
        }
    }

    /** For metrics; nobody else starts or stops it. */
    public KafkaStreams kafkaStreams() {
        return streams;
    }

    private synchronized void stopMeasuring() {
        if (replicas != null) {
            replicas.close();
        }
    }
}
