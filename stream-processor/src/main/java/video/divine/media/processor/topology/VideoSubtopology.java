package video.divine.media.processor.topology;

import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;

import video.divine.media.processor.codec.MediaSerdes;
import video.divine.media.processor.domain.watch.Patience;
import video.divine.media.schemas.MediaTopic;

/** The state machine of each video, its history, and what the rest of the world is told. */
final class VideoSubtopology {
    private final MediaSerdes serdes;
    private final ReconcilerMetrics metrics;
    private final Patience patience;
    private final RunningTasks running;
    private final DecisionTraces traces;

    VideoSubtopology(
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

    void addTo(Topology topology, RowStores stores) {
        var utf8 = Serdes.String();
        topology.addSource(
                        TopologyNames.VIDEO_COMMANDS,
                        utf8.deserializer(),
                        serdes.videoCommands().deserializer(),
                        MediaTopic.VIDEO_COMMANDS.topic())
                .addProcessor(
                        TopologyNames.VIDEOS,
                        running.watch(
                                TaskGroup.VIDEOS,
                                () -> new VideosProcessor(metrics, patience, traces)),
                        TopologyNames.VIDEO_COMMANDS)
                .addStateStore(
                        stores.of(TopologyNames.VIDEO_STORE, utf8, serdes.videoRows()),
                        TopologyNames.VIDEOS)
                .addStateStore(
                        stores.of(TopologyNames.PARKED_STORE, utf8, serdes.parkedNotices()),
                        TopologyNames.VIDEOS)
                .addStateStore(
                        stores.of(
                                TopologyNames.HISTORY_STORE, Serdes.Bytes(), serdes.videoEvents()),
                        TopologyNames.VIDEOS)
                .addStateStore(
                        stores.of(TopologyNames.WATCH_STORE, utf8, serdes.watches()),
                        TopologyNames.VIDEOS)
                .addStateStore(
                        stores.of(TopologyNames.DUE_STORE, Serdes.Bytes(), Serdes.ByteArray()),
                        TopologyNames.VIDEOS)
                .addSink(
                        TopologyNames.VIDEOS_TO_EVENTS,
                        MediaTopic.VIDEO_EVENTS.topic(),
                        utf8.serializer(),
                        serdes.videoEvents().serializer(),
                        TopologyNames.VIDEOS)
                .addSink(
                        TopologyNames.VIDEOS_TO_VIDEOS,
                        MediaTopic.VIDEOS.topic(),
                        utf8.serializer(),
                        serdes.videos(),
                        TopologyNames.VIDEOS)
                .addSink(
                        TopologyNames.VIDEOS_TO_READY,
                        MediaTopic.VIDEO_READY.topic(),
                        utf8.serializer(),
                        serdes.readyVideos(),
                        TopologyNames.VIDEOS)
                .addSink(
                        TopologyNames.VIDEOS_TO_FAILED,
                        MediaTopic.VIDEO_FAILED.topic(),
                        utf8.serializer(),
                        serdes.failedVideos(),
                        TopologyNames.VIDEOS)
                .addSink(
                        TopologyNames.VIDEOS_TO_CLAIMS,
                        MediaTopic.CLAIM_COMMANDS.topic(),
                        utf8.serializer(),
                        serdes.claimCommands().serializer(),
                        TopologyNames.VIDEOS)
                .addSink(
                        TopologyNames.VIDEOS_TO_TASKS,
                        MediaTopic.STREAM_TASKS.topic(),
                        utf8.serializer(),
                        serdes.streamTasks().serializer(),
                        TopologyNames.VIDEOS)
                .addSink(
                        TopologyNames.VIDEOS_TO_OUTCOMES,
                        MediaTopic.OUTCOMES.topic(),
                        utf8.serializer(),
                        serdes.outcomes().serializer(),
                        new OutcomePartitioner(),
                        TopologyNames.VIDEOS);
    }
}
