package video.divine.media.processor.topology;

import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;

import video.divine.media.processor.codec.MediaSerdes;
import video.divine.media.schemas.MediaTopic;

/**
 * The account's calls to Stream. It shares no store with claims and videos, and comes after them:
 * Kafka Streams numbers its parts as they are added, and tasks and state directories go by these
 * numbers.
 */
final class GovernorSubtopology {
    private final MediaSerdes serdes;
    private final RunningTasks running;
    private final DecisionTraces traces;

    GovernorSubtopology(MediaSerdes serdes, RunningTasks running, DecisionTraces traces) {
        this.serdes = serdes;
        this.running = running;
        this.traces = traces;
    }

    void addTo(Topology topology, RowStores stores) {
        var utf8 = Serdes.String();
        topology.addSource(
                        TopologyNames.GOVERNOR_COMMANDS,
                        utf8.deserializer(),
                        serdes.governorCommands().deserializer(),
                        MediaTopic.GOVERNOR_COMMANDS.topic())
                .addProcessor(
                        TopologyNames.GOVERNOR,
                        running.watch(TaskGroup.GOVERNOR, () -> new GovernorProcessor(traces)),
                        TopologyNames.GOVERNOR_COMMANDS)
                .addStateStore(
                        stores.of(TopologyNames.GOVERNOR_STORE, utf8, serdes.budgets()),
                        TopologyNames.GOVERNOR)
                .addSink(
                        TopologyNames.GOVERNOR_TO_OUTCOMES,
                        MediaTopic.OUTCOMES.topic(),
                        utf8.serializer(),
                        serdes.outcomes().serializer(),
                        new OutcomePartitioner(),
                        TopologyNames.GOVERNOR);
    }
}
