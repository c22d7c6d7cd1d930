package video.divine.media.processor.query;

import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.LagInfo;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.state.HostInfo;

import video.divine.media.processor.topology.TaskGroup;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** {@link StreamsView} of a running {@link KafkaStreams}. */
final class KafkaStreamsView implements StreamsView {
    private final KafkaStreams streams;
    private final Map<Integer, TaskGroup> groups = new HashMap<>();
    private final Map<String, TaskGroup> stores = new HashMap<>();
    private final Optional<String> self;

    /**
     * A view.
     *
     * @param topology that runs: tasks are known by the numbers of its parts
     * @param self host:port of this process
     */
    KafkaStreamsView(KafkaStreams streams, Topology topology, Optional<String> self) {
        this.streams = streams;
        this.self = self;
        Arrays.stream(TaskGroup.values())
                .forEach(group -> group.stores().forEach(store -> stores.put(store, group)));
        for (var part : topology.describe().subtopologies()) {
            storesOf(part).stream()
                    .flatMap(store -> Optional.ofNullable(stores.get(store)).stream())
                    .forEach(group -> groups.put(part.id(), group));
        }
    }

    private static Set<String> storesOf(TopologyDescription.Subtopology part) {
        return part.nodes().stream()
                .filter(TopologyDescription.Processor.class::isInstance)
                .map(TopologyDescription.Processor.class::cast)
                .flatMap(processor -> processor.stores().stream())
                .collect(Collectors.toSet());
    }

    @Override
    public Map<Place, Long> lags() {
        var lags = new HashMap<Place, Long>();
        streams.allLocalStorePartitionLags()
                .forEach(
                        (store, partitions) -> {
                            var group = stores.get(store);
                            if (group != null) {
                                partitions.forEach(
                                        (partition, lag) ->
                                                lags.merge(
                                                        new Place(group, partition),
                                                        behind(lag),
                                                        Math::max));
                            }
                        });
        return lags;
    }

    /** A copy can have got further while the end was asked for. */
    private static long behind(LagInfo lag) {
        return Math.max(0, lag.offsetLag());
    }

    @Override
    public Set<Place> standbys() {
        return streams.metadataForLocalThreads().stream()
                .flatMap(thread -> thread.standbyTasks().stream())
                .flatMap(
                        task ->
                                Optional.ofNullable(groups.get(task.taskId().subtopology()))
                                        .map(group -> new Place(group, task.taskId().partition()))
                                        .stream())
                .collect(Collectors.toSet());
    }

    @Override
    public Set<String> peers() {
        return streams.metadataForAllStreamsClients().stream()
                .map(client -> client.hostInfo())
                .filter(host -> !host.equals(HostInfo.unavailable()) && !host.host().isEmpty())
                .map(host -> host.host() + ":" + host.port())
                .filter(address -> self.filter(address::equals).isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
