package video.divine.media.processor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.streams.TopologyDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import video.divine.media.processor.Sample;
import video.divine.media.processor.codec.MediaSerdes;
import video.divine.media.schemas.registry.InMemorySchemaRegistry;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;

class RunningTasksTest {
    final RunningTasks running = new RunningTasks();
    final TaskRuns runs = new TaskRuns(running);

    @Test
    void aTaskRunsFromItsFirstToItsLastMoment() {
        assertThat(running.run(TaskGroup.CLAIMS, 0)).isEmpty();

        runs.begin(TaskGroup.CLAIMS, 0);
        var run = running.run(TaskGroup.CLAIMS, 0).orElseThrow();
        assertThat(running.isStill(run)).isTrue();
        assertThat(running.partitions(TaskGroup.CLAIMS)).containsExactly(0);
        assertThat(running.partitions(TaskGroup.VIDEOS)).isEmpty();

        runs.end(TaskGroup.CLAIMS, 0);
        assertThat(running.isStill(run)).isFalse();
        assertThat(running.run(TaskGroup.CLAIMS, 0)).isEmpty();
        assertThat(running.changes()).isEqualTo(2);
    }

    /** Whoever read across the gap may have seen an emptied store. */
    @Test
    void theNextRunIsAnotherOne() {
        runs.begin(TaskGroup.VIDEOS, 3);
        var first = running.run(TaskGroup.VIDEOS, 3).orElseThrow();
        runs.end(TaskGroup.VIDEOS, 3);
        runs.begin(TaskGroup.VIDEOS, 3);

        assertThat(running.isStill(first)).isFalse();
        assertThat(running.isStill(running.run(TaskGroup.VIDEOS, 3).orElseThrow())).isTrue();
    }

    /** A thread that dies late must not end the run of the one that took over. */
    @Test
    void aLateEndIsThatOfItsOwnRunOnly() {
        runs.begin(TaskGroup.VIDEOS, 3);
        var other = new TaskRuns(running);
        other.begin(TaskGroup.VIDEOS, 3);
        var second = running.run(TaskGroup.VIDEOS, 3).orElseThrow();

        runs.end(TaskGroup.VIDEOS, 3);

        assertThat(running.isStill(second)).isTrue();
    }

    @Test
    void everyStoreIsOfOneGroupAndEveryGroupIsOnePart() {
        var topology =
                new MediaTopology(
                                new MediaSerdes(new InMemorySchemaRegistry()),
                                ReconcilerMetrics.NONE,
                                Sample.PATIENCE)
                        .get();
        var parts = new ArrayList<HashSet<String>>();
        for (var part : topology.describe().subtopologies()) {
            var stores = new HashSet<String>();
            part.nodes().stream()
                    .filter(TopologyDescription.Processor.class::isInstance)
                    .forEach(it -> stores.addAll(((TopologyDescription.Processor) it).stores()));
            if (!stores.isEmpty()) {
                parts.add(stores);
            }
        }

        assertThat(parts)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(TaskGroup.values())
                                .map(group -> new HashSet<>(group.stores()))
                                .toList());
    }

    @Test
    void theWholeTopologyIsWatched(@TempDir Path directory) {
        try (var driver = new MediaDriver(directory, ReconcilerMetrics.NONE, running)) {
            assertThat(driver.now()).isEqualTo(Sample.NOON);
            for (var group : TaskGroup.values()) {
                assertThat(running.run(group, 0)).as(group.name()).isPresent();
            }
        }
        for (var group : TaskGroup.values()) {
            assertThat(running.run(group, 0)).as(group.name()).isEmpty();
        }
    }
}
