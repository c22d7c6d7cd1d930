package video.divine.media.standalone;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import video.divine.media.processor.domain.video.Phase;
import video.divine.media.processor.topology.ReconcilerMetrics;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** What the watches count, as metrics of this process. Their names are in docs/operations.md. */
final class MeteredReconciler implements ReconcilerMetrics {
    private final Map<Phase, AtomicInteger> stuck = new EnumMap<>(Phase.class);
    private final Map<Phase, Counter> alarms = new EnumMap<>(Phase.class);
    private final AtomicInteger parked = new AtomicInteger();
    private final Counter asked;
    private final Counter parkedDropped;
    private final Counter parkedExpired;

    MeteredReconciler(MeterRegistry meters) {
        for (var phase : Phase.values()) {
            var status = phase.name().toLowerCase(Locale.ROOT);
            var count = new AtomicInteger();
            stuck.put(phase, count);
            Gauge.builder("media.videos.stuck", count, AtomicInteger::get)
                    .description("Videos that stand still for longer than their status should last")
                    .tag("status", status)
                    .register(meters);
            alarms.put(
                    phase,
                    Counter.builder("media.videos.stuck.alarms")
                            .description("Videos that were found standing still for too long")
                            .tag("status", status)
                            .register(meters));
        }
        Gauge.builder("media.parked.notices", parked, AtomicInteger::get)
                .description("Notices of Stream's that wait for a registration")
                .register(meters);
        this.asked =
                Counter.builder("media.stream.tasks")
                        .description("Tasks at Stream that were put out")
                        .register(meters);
        this.parkedDropped = Counter.builder("media.parked.dropped").register(meters);
        this.parkedExpired = Counter.builder("media.parked.expired").register(meters);
    }

    @Override
    public void stuck(Phase phase, int change) {
        of(stuck, phase).addAndGet(change);
    }

    @Override
    public void alarm(Phase phase) {
        of(alarms, phase).increment();
    }

    @Override
    public void asked() {
        asked.increment();
    }

    @Override
    public void parked(int change) {
        parked.addAndGet(change);
    }

    @Override
    public void parkedDropped() {
        parkedDropped.increment();
    }

    @Override
    public void parkedExpired() {
        parkedExpired.increment();
    }

    private static <T> T of(Map<Phase, T> byPhase, Phase phase) {
        var value = byPhase.get(phase);
        if (value == null) {
            throw new IllegalStateException("Expected a meter for every phase");
        }
        return value;
    }
}
