package video.divine.media.processor.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import video.divine.media.processor.query.Replicas;
import video.divine.media.processor.query.Served;
import video.divine.media.processor.query.StoreReads;
import video.divine.media.processor.topology.TaskGroup;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

class ProcessorReadinessTest {
    /** Only what is here can be asked for. */
    private record Here(List<Replica> replicas) implements Replicas {
        @Override
        public Overview overview() {
            return new Overview("instance", 1, Optional.empty(), replicas, Set.of());
        }

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
        public long assignment() {
            return 1;
        }

        @Override
        public int partitions() {
            return 2;
        }
    }

    boolean running = true;
    Optional<Replicas> replicas = Optional.empty();
    final ProcessorReadiness readiness = new ProcessorReadiness(() -> running, () -> replicas);

    private void here(@Nullable Long lagOfTheStandby) {
        replicas =
                Optional.of(
                        new Here(
                                List.of(
                                        new Replicas.Replica(
                                                TaskGroup.VIDEOS, 0, Replicas.Role.ACTIVE, 0L),
                                        new Replicas.Replica(
                                                TaskGroup.VIDEOS,
                                                1,
                                                Replicas.Role.STANDBY,
                                                lagOfTheStandby))));
    }

    @Test
    void nothingIsReadyBeforeAnythingRuns() {
        assertThat(readiness.getAsBoolean()).isFalse();
        replicas = Optional.of(new Here(List.of()));
        assertThat(readiness.getAsBoolean()).isFalse();
    }

    @Test
    void aCopyHasToCatchUpOnce() {
        here(null);
        assertThat(readiness.getAsBoolean()).isFalse();
        here(ProcessorReadiness.CAUGHT_UP + 1);
        assertThat(readiness.getAsBoolean()).isFalse();
        here(ProcessorReadiness.CAUGHT_UP);
        assertThat(readiness.getAsBoolean()).isTrue();

        // A burst that it trails behind takes nothing from what is active here.
        here(ProcessorReadiness.CAUGHT_UP + 1);
        assertThat(readiness.getAsBoolean()).isTrue();
    }

    @Test
    void whatRestoresIsNotReady() {
        here(0L);
        running = false;
        assertThat(readiness.getAsBoolean()).isFalse();
        running = true;
        assertThat(readiness.getAsBoolean()).isTrue();
        running = false;
        assertThat(readiness.getAsBoolean()).isFalse();
    }
}
