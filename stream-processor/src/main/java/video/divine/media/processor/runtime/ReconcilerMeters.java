package video.divine.media.processor.runtime;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import video.divine.media.processor.domain.video.Phase;
import video.divine.media.processor.topology.ReconcilerMetrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** What the reconciler counts, as meters. Renaming one breaks dashboards. */
public final class ReconcilerMeters implements ReconcilerMetrics {
    /** Gauge by status: videos that stand still for longer than that status should last. */
    static final String STUCK = "media.videos.stuck";

    /** Counter by status: how often a video was found to stand still. */
    static final String ALARMS = "media.videos.stuck.alarms";

    /** Counter: tasks put out for Stream. */
    static final String TASKS = "media.stream.tasks";

    /** Gauge: notices that wait for a registration. */
    static final String PARKED = "media.notices.parked";

    /** Counter: notices that found no room to wait in. */
    static final String PARKED_DROPPED = "media.notices.parked.dropped";

    /** Counter: notices that waited in vain. */
    static final String PARKED_EXPIRED = "media.notices.parked.expired";

    private static final String STATUS = "status";

    private final Map<Phase, AtomicInteger> stuck = new EnumMap<>(Phase.class);
    private final Map<Phase, Counter> alarms = new EnumMap<>(Phase.class);
    private final Counter tasks;
    private final AtomicInteger parked;
    private final Counter dropped;
    private final Counter expired;

    public ReconcilerMeters(MeterRegistry registry) {
        for (var phase : Phase.values()) {
            var status = statusOf(phase);
            var count = new AtomicInteger();
            Gauge.builder(STUCK, count, AtomicInteger::get)
                    .description("Videos that stand still for longer than they should")
                    .tag(STATUS, status)
                    .strongReference(true)
                    .register(registry);
            stuck.put(phase, count);
            var alarm =
                    Counter.builder(ALARMS)
                            .description("How often a video was found to stand still")
                            .tag(STATUS, status);
            alarms.put(phase, alarm.register(registry));
        }
        tasks = counter(TASKS, "Questions and deletions put out for Stream", registry);
        parked = new AtomicInteger();
        Gauge.builder(PARKED, parked, AtomicInteger::get)
                .description("Notices of videos that nobody has registered")
                .strongReference(true)
                .register(registry);
        dropped = counter(PARKED_DROPPED, "Notices that found no room to wait in", registry);
        expired = counter(PARKED_EXPIRED, "Notices that waited in vain", registry);
    }

    private static Counter counter(String name, String description, MeterRegistry registry) {
        return Counter.builder(name).description(description).register(registry);
    }

    /** As the HTTP contract spells it. */
    private static String statusOf(Phase phase) {
        return switch (phase) {
            case AWAITING_UPLOAD -> "pending_upload";
            case PROCESSING -> "processing";
            case READY -> "ready";
            case FAILED -> "failed";
            case EXPIRED -> "expired";
            case DELETING -> "deleting";
            case DELETED -> "deleted";
        };
    }

    private static <T> T of(Map<Phase, T> meters, Phase phase) {
        return Objects.requireNonNull(meters.get(phase), "a meter for each phase");
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
        tasks.increment();
    }

    @Override
    public void parked(int change) {
        parked.addAndGet(change);
    }

    @Override
    public void parkedDropped() {
        dropped.increment();
    }

    @Override
    public void parkedExpired() {
        expired.increment();
    }
}
