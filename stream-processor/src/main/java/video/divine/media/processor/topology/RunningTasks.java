package video.divine.media.processor.topology;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The active tasks that run in this process, from their own processors: one is initialised when its
 * stores are restored to their end, and closed before they are given away or wiped.
 *
 * <p>What Streams itself tells is coarser. {@code requireActive()} looks at the thread and not at
 * the task, so that it lets reads through to a task that was found corrupt, wiped, and is restored
 * on a running thread; and it refuses reads of tasks that run while others of their thread are
 * restored.
 */
public final class RunningTasks {
    /** One run of one task. */
    public static final class Run {
        private final Place place;

        private Run(Place place) {
            this.place = place;
        }
    }

    private record Place(TaskGroup group, int partition) {}

    private final Map<Place, Run> runs = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();

    /** The present run; empty where the task is not active here, or is being restored. */
    public Optional<Run> run(TaskGroup group, int partition) {
        return Optional.ofNullable(runs.get(new Place(group, partition)));
    }

    /** Whether it never stopped since. */
    public boolean isStill(Run run) {
        return runs.get(run.place) == run;
    }

    /** The partitions of the group that run here, in ascending order. */
    public Set<Integer> partitions(TaskGroup group) {
        var partitions = new TreeSet<Integer>();
        for (var place : runs.keySet()) {
            if (place.group() == group) {
                partitions.add(place.partition());
            }
        }
        return partitions;
    }

    /** How often a run began or ended. */
    public long changes() {
        return changes.get();
    }

    /** The same processors, whose runs are seen here. */
    <I, J, K, V> ProcessorSupplier<I, J, K, V> watch(
            TaskGroup group, ProcessorSupplier<I, J, K, V> suppliers) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<I, J, K, V> get() {
                return new Watched<>(group, suppliers.get());
            }

            @Override
            public @Nullable Set<StoreBuilder<?>> stores() {
                return suppliers.stores();
            }
        };
    }

    private final class Watched<I, J, K, V> implements Processor<I, J, K, V> {
        private final TaskGroup group;
        private final Processor<I, J, K, V> processor;
        private @Nullable Run run;

        Watched(TaskGroup group, Processor<I, J, K, V> processor) {
            this.group = group;
            this.processor = processor;
        }

        @Override
        public void init(ProcessorContext<K, V> context) {
            processor.init(context);
            var begun = new Run(new Place(group, context.taskId().partition()));
            run = begun;
            runs.put(begun.place, begun);
            changes.incrementAndGet();
        }

        @Override
        public void process(Record<I, J> record) {
            processor.process(record);
        }

        @Override
        public void close() {
            var ended = run;
            if (ended != null) {
                // Another thread may have taken over already: then its run stays.
                runs.remove(ended.place, ended);
                changes.incrementAndGet();
                run = null;
            }
            processor.close();
        }
    }
}
