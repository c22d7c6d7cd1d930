package video.divine.media.processor.runtime;

import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import video.divine.media.processor.codec.MediaSerdes;
import video.divine.media.processor.domain.watch.Patience;
import video.divine.media.processor.query.LocalStores;
import video.divine.media.processor.topology.DecisionTraces;
import video.divine.media.processor.topology.MediaTopology;
import video.divine.media.processor.topology.ReconcilerMetrics;
import video.divine.media.schemas.registry.SchemaRegistry;

import java.time.Duration;
import java.time.InstantSource;

/** Starts and stops the topology of this process. */
public final class MediaStreams implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MediaStreams.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

    private final KafkaStreams streams;
    private final LocalStores stores;

    private MediaStreams(KafkaStreams streams, LocalStores stores) {
        this.streams = streams;
        this.stores = stores;
    }

    /** Starts with nobody who counts what is reconciled or looks at traces. */
    public static MediaStreams start(
            ProcessorSettings settings,
            SchemaRegistry registry,
            InstantSource clock,
            Runnable onFatal) {
        return start(
                settings,
                registry,
                ReconcilerMetrics.NONE,
                DecisionTraces.PASSED_ON,
                clock,
                onFatal);
    }

    /**
     * Starts without waiting; {@link #isReady} tells when the stores serve.
     *
     * @param metrics hears what the reconciler counts, {@link ReconcilerMeters} for one
     * @param traces follows the traces of commands, {@link DecisionSpans} for one
     * @param onFatal called once the processor has stopped for good; the process should end
     */
    public static MediaStreams start(
            ProcessorSettings settings,
            SchemaRegistry registry,
            ReconcilerMetrics metrics,
            DecisionTraces traces,
            InstantSource clock,
            Runnable onFatal) {
        var patience = new Patience(settings.uploadGrace());
        var topology =
                new MediaTopology(new MediaSerdes(registry), metrics, patience, traces).get();
        var streams = new KafkaStreams(topology, StreamsSettings.of(settings));
        streams.setUncaughtExceptionHandler(new FailurePolicy(clock, onFatal));
        streams.setStateListener(
                (now, before) -> LOG.info("stream processor {} (was {})", now, before));
        streams.start();
        return new MediaStreams(streams, new LocalStores(streams, settings.partitions()));
    }

    /** Every store of this process serves, and none is being restored. */
    public boolean isReady() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /** Reads of the stores that run here. */
    public LocalStores stores() {
        return stores;
    }

    /** For metrics; nobody else starts or stops it. */
    public KafkaStreams kafkaStreams() {
        return streams;
    }

    @Override
    public void close() {
        // Whoever stays in the group keeps its tasks from the others until the session ends.
        var leaving =
                CloseOptions.groupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP)
                        .withTimeout(CLOSE_TIMEOUT);
        if (!streams.close(leaving)) {
            LOG.warn("stream processor did not stop within {}", CLOSE_TIMEOUT);
        }
    }
}
