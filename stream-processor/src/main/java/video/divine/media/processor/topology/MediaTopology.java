package video.divine.media.processor.topology;

import org.apache.avro.Schema;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;

import video.divine.media.processor.codec.MediaSerdes;
import video.divine.media.processor.domain.watch.Patience;

import java.util.Map;
import java.util.function.Supplier;

/**
 * The whole topology.
 *
 * <pre>
 *  media.claim-commands ─▶ [claims] ─┬─▶ media.video-commands
 *        ▲      ▲             │      └─▶ media.outcomes
 *        │      └── ticks ────┘
 *        │         (claims-aliases, -decisions, -quotas, -owners, -ledger, -deadlines, -clock)
 *        │
 *        └─ releases ─┐
 *  media.video-commands ─▶ [videos] ─┬─▶ media.outcomes
 *                             │      ├─▶ media.video-events
 *                             │      ├─▶ media.videos
 *                             │      ├─▶ media.video-ready, media.video-failed
 *                             │      └─▶ media.stream-tasks
 *                (videos, video-history, video-watches, video-due, parked-notices)
 *
 *  media.video-events ─▶ by pubkey ─▶ [publishers]
 *                (publisher-videos, publisher-counters)
 *
 *  media.governor-commands ─▶ [governor] ──▶ media.outcomes
 *                (governor)
 * </pre>
 */
public final class MediaTopology implements Supplier<Topology> {
    private final MediaSerdes serdes;
    private final ReconcilerMetrics metrics;
    private final Patience patience;
    private final RunningTasks running;
    private final DecisionTraces traces;

    /** With nobody who asks what runs, and traces that are passed on only. */
    public MediaTopology(MediaSerdes serdes, ReconcilerMetrics metrics, Patience patience) {
        this(serdes, metrics, patience, new RunningTasks(), DecisionTraces.PASSED_ON);
    }

    public MediaTopology(
            MediaSerdes serdes,
            ReconcilerMetrics metrics,
            Patience patience,
            RunningTasks running,
            DecisionTraces traces) {
        this.serdes = serdes;
        this.metrics = metrics;
        this.patience = patience;
        this.running = running;
        this.traces = traces;
    }

    @Override
    public Topology get() {
        return build(new RowStores());
    }

    /**
     * The schemas of what the topology keeps for itself, by topic: the changelogs of its stores,
     * and what is spread by another key.
     *
     * @param applicationId of the processors, which is in the name of each of those topics
     */
    public Map<String, Schema> ownTopics(String applicationId) {
        var stores = new RowStores();
        build(stores);
        return stores.schemas(applicationId);
    }

    private Topology build(RowStores stores) {
        var builder = new StreamsBuilder();
        new PublisherSubtopology(serdes, running).addTo(builder, stores);
        var topology = builder.build();
        new ClaimsSubtopology(serdes, running, traces).addTo(topology, stores);
        new VideoSubtopology(serdes, metrics, patience, running, traces).addTo(topology, stores);
        new GovernorSubtopology(serdes, running, traces).addTo(topology, stores);
        return topology;
    }
}
