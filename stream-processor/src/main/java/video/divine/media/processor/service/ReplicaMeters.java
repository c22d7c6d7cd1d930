package video.divine.media.processor.service;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import video.divine.media.processor.query.Replicas;
import video.divine.media.processor.query.Replicas.Replica;
import video.divine.media.processor.query.Replicas.Role;
import video.divine.media.processor.topology.TaskGroup;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Which copies of stores are here, and how far behind. Renaming one breaks dashboards. */
final class ReplicaMeters implements MeterBinder {
    /** Gauge by group and role: partitions of the group that are here in that role. */
    static final String REPLICAS = "media.replicas";

    /**
     * Gauge by group and role: changelog records that one of them is behind at most; NaN before
     * that was measured. An active one is behind nobody.
     */
    static final String LAG = "media.replicas.lag.records";

    private final Supplier<Optional<Replicas>> replicas;

    ReplicaMeters(Supplier<Optional<Replicas>> replicas) {
        this.replicas = replicas;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (var group : TaskGroup.values()) {
            for (var role : Role.values()) {
                gauge(REPLICAS, group, role, () -> here(group, role).count())
                        .description("Partitions of a group of stores that are here in a role")
                        .register(registry);
                if (role != Role.ACTIVE) {
                    gauge(LAG, group, role, () -> lag(group, role))
                            .description("Changelog records that the worst of them is behind")
                            .register(registry);
                }
            }
        }
    }

    private static Gauge.Builder<Supplier<Number>> gauge(
            String name, TaskGroup group, Role role, Supplier<Number> value) {
        return Gauge.builder(name, value)
                .tag("group", group.name().toLowerCase(Locale.ROOT))
                .tag("role", role.name().toLowerCase(Locale.ROOT));
    }

    private Stream<Replica> here(TaskGroup group, Role role) {
        return replicas.get().stream()
                .flatMap(all -> all.overview().replicas().stream())
                .filter(replica -> replica.group() == group && replica.role() == role);
    }

    private double lag(TaskGroup group, Role role) {
        var lags = here(group, role).map(Replica::lag).toList();
        return lags.stream()
                .filter(Objects::nonNull)
                .mapToDouble(Long::doubleValue)
                .max()
                .orElse(lags.isEmpty() ? 0 : Double.NaN);
    }
}
