package video.divine.media.processor.topology;

import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;

import video.divine.media.processor.codec.MediaSerdes;
import video.divine.media.schemas.MediaTopic;

/** Aliases, quotas, reservations, owners, storage: one partition, one record, one decision. */
final class ClaimsSubtopology {
    private final MediaSerdes serdes;
    private final RunningTasks running;
    private final DecisionTraces traces;

    ClaimsSubtopology(MediaSerdes serdes, RunningTasks running, DecisionTraces traces) {
        this.serdes = serdes;
        this.running = running;
        this.traces = traces;
    }

    void addTo(Topology topology, RowStores stores) {
        var utf8 = Serdes.String();
        topology.addSource(
                        TopologyNames.CLAIM_COMMANDS,
                        utf8.deserializer(),
                        serdes.claimCommands().deserializer(),
                        MediaTopic.CLAIM_COMMANDS.topic())
                .addProcessor(
                        TopologyNames.CLAIMS,
                        running.watch(TaskGroup.CLAIMS, () -> new ClaimsProcessor(traces)),
                        TopologyNames.CLAIM_COMMANDS)
                .addStateStore(
                        stores.of(TopologyNames.ALIAS_STORE, utf8, serdes.aliasHolders()),
                        TopologyNames.CLAIMS)
                .addStateStore(
                        stores.of(TopologyNames.DECISION_STORE, utf8, serdes.decisions()),
                        TopologyNames.CLAIMS)
                .addStateStore(
                        stores.of(TopologyNames.QUOTA_STORE, utf8, serdes.quotas()),
                        TopologyNames.CLAIMS)
                .addStateStore(
                        stores.of(TopologyNames.OWNER_STORE, utf8, serdes.owners()),
                        TopologyNames.CLAIMS)
                .addStateStore(
                        stores.of(TopologyNames.DEADLINE_STORE, Serdes.Bytes(), Serdes.ByteArray()),
                        TopologyNames.CLAIMS)
                .addStateStore(
                        stores.of(TopologyNames.CLOCK_STORE, utf8, Serdes.Long()),
                        TopologyNames.CLAIMS)
                .addStateStore(
                        stores.of(TopologyNames.LEDGER_STORE, utf8, serdes.ledgers()),
                        TopologyNames.CLAIMS)
                .addSink(
                        TopologyNames.CLAIMS_TO_VIDEOS,
                        MediaTopic.VIDEO_COMMANDS.topic(),
                        utf8.serializer(),
                        serdes.videoCommands().serializer(),
                        TopologyNames.CLAIMS)
                .addSink(
                        TopologyNames.CLAIMS_TO_OUTCOMES,
                        MediaTopic.OUTCOMES.topic(),
                        utf8.serializer(),
                        serdes.outcomes().serializer(),
                        new OutcomePartitioner(),
                        TopologyNames.CLAIMS)
                .addSink(
                        TopologyNames.CLAIMS_TO_CLAIMS,
                        MediaTopic.CLAIM_COMMANDS.topic(),
                        utf8.serializer(),
                        serdes.claimCommands().serializer(),
                        TopologyNames.CLAIMS);
    }
}
