package video.divine.media.processor.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;

import video.divine.media.processor.topology.DecisionTraces;
import video.divine.media.processor.topology.ReconcilerMetrics;

import java.util.Optional;

/**
 * Who looks on while a processor runs. Made once a process, as meters of one name are.
 *
 * @param reconciler hears what the reconciler counts
 * @param traces follows the traces of commands
 * @param streams measures Kafka Streams
 */
public record Observers(
        ReconcilerMetrics reconciler, DecisionTraces traces, Optional<StreamsMeters> streams) {
    /** Nobody. */
    public static Observers none() {
        return new Observers(ReconcilerMetrics.NONE, DecisionTraces.PASSED_ON, Optional.empty());
    }

    /** Those of a service. */
    public static Observers of(MeterRegistry meters, Tracer tracer, Propagator propagator) {
        return new Observers(
                new ReconcilerMeters(meters),
                new DecisionSpans(tracer, propagator),
                Optional.of(new StreamsMeters(meters)));
    }
}
