package video.divine.media.processor.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import video.divine.media.processor.query.Replicas;
import video.divine.media.processor.query.Replicas.Overview;
import video.divine.media.processor.query.Replicas.Replica;
import video.divine.media.processor.query.Replicas.Role;
import video.divine.media.processor.query.Served;
import video.divine.media.processor.query.StoreReads;
import video.divine.media.processor.topology.TaskGroup;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

class ReplicaMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<Replica> here = new ArrayList<>();
    private Optional<Replicas> replicas = Optional.of(new Fake());

    ReplicaMetersTest() {
        new ReplicaMeters(() -> replicas).bindTo(registry);
    }

    /** Of which nobody reads. */
    private final class Fake implements Replicas {
        @Override
        public <T> Served<T> read(
                TaskGroup group, int partition, OptionalLong maxLag, Function<StoreReads, T> read) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> T readActive(Function<StoreReads, T> read) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Overview overview() {
            return new Overview("one", 1, Optional.empty(), here, Set.of());
        }

        @Override
        public long assignment() {
            return 1;
        }

        @Override
        public int partitions() {
            return 2;
        }
    }

    private void here(int partition, Role role, @Nullable Long lag) {
        here.add(new Replica(TaskGroup.VIDEOS, partition, role, lag));
    }

    private double value(String name, Role role) {
        return registry.get(name)
                .tags("group", "videos", "role", role.name().toLowerCase(Locale.ROOT))
                .gauge()
                .value();
    }

    @Test
    void replicasAreCountedByRole() {
        here(0, Role.ACTIVE, 0L);
        here(1, Role.STANDBY, 7L);
        here(2, Role.STANDBY, 3L);

        assertThat(value(ReplicaMeters.REPLICAS, Role.ACTIVE)).isEqualTo(1);
        assertThat(value(ReplicaMeters.REPLICAS, Role.STANDBY)).isEqualTo(2);
        assertThat(value(ReplicaMeters.LAG, Role.STANDBY)).isEqualTo(7);
        assertThat(value(ReplicaMeters.LAG, Role.RESTORING)).isZero();
    }

    @Test
    void lagThatNobodyMeasuredIsNoNumber() {
        here(0, Role.STANDBY, null);

        assertThat(value(ReplicaMeters.LAG, Role.STANDBY)).isNaN();
    }

    @Test
    void nothingIsHereBeforeTheStart() {
        replicas = Optional.empty();

        assertThat(value(ReplicaMeters.REPLICAS, Role.ACTIVE)).isZero();
    }
}
