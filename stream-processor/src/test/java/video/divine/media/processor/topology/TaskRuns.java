package video.divine.media.processor.topology;

import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

/** Begins and ends tasks as Streams would. */
public final class TaskRuns {
    private final RunningTasks running;
    private final Map<String, Processor<String, String, String, String>> processors =
            new HashMap<>();

    public TaskRuns(RunningTasks running) {
        this.running = running;
    }

    public void begin(TaskGroup group, int partition) {
        var processor =
                running.watch(group, () -> (Processor<String, String, String, String>) _ -> {})
                        .get();
        processor.init(
                new MockProcessorContext<>(
                        new Properties(), new TaskId(0, partition), Path.of("unused").toFile()));
        processors.put(group + "-" + partition, processor);
    }

    public void end(TaskGroup group, int partition) {
        Objects.requireNonNull(processors.remove(group + "-" + partition)).close();
    }
}
