package video.divine.media.processor.topology;

import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

import video.divine.media.processor.codec.MediaSerdes;
import video.divine.media.processor.domain.video.LogEntry;
import video.divine.media.schemas.MediaTopic;

import java.util.Set;

/**
 * What each publisher has. The only part that moves records to another key: the DSL's repartition
 * topic drops what was read, which a topic of our own could only guess by time.
 */
final class PublisherSubtopology {
    private final MediaSerdes serdes;
    private final RunningTasks running;

    PublisherSubtopology(MediaSerdes serdes, RunningTasks running) {
        this.serdes = serdes;
        this.running = running;
    }

    void addTo(StreamsBuilder builder, RowStores stores) {
        builder.stream(
                        MediaTopic.VIDEO_EVENTS.topic(),
                        Consumed.with(Serdes.String(), serdes.videoEvents())
                                .withName(TopologyNames.VIDEO_EVENTS))
                .selectKey((_, entry) -> entry.owner().hex(), Named.as(TopologyNames.BY_PUBKEY))
                .repartition(
                        stores.repartitioned(
                                TopologyNames.PUBLISHER_EVENTS,
                                Serdes.String(),
                                serdes.videoEvents()))
                .process(
                        running.watch(TaskGroup.PUBLISHERS, publishers(stores)),
                        Named.as(TopologyNames.PUBLISHERS));
    }

    private ProcessorSupplier<String, LogEntry, Void, Void> publishers(RowStores stores) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, LogEntry, Void, Void> get() {
                return new PublishersProcessor();
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(
                        stores.of(
                                TopologyNames.PUBLISHER_VIDEO_STORE,
                                Serdes.Bytes(),
                                serdes.videoRows()),
                        stores.of(
                                TopologyNames.PUBLISHER_COUNTER_STORE,
                                Serdes.String(),
                                serdes.publisherCounters()));
            }
        };
    }
}
