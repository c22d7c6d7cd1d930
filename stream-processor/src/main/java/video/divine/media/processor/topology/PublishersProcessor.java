package video.divine.media.processor.topology;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

import video.divine.media.processor.domain.Pubkey;
import video.divine.media.processor.domain.publisher.PublisherCounters;
import video.divine.media.processor.domain.video.LogEntry;
import video.divine.media.processor.domain.video.Phase;
import video.divine.media.processor.domain.video.VideoDecider;
import video.divine.media.processor.domain.video.VideoEvent;
import video.divine.media.processor.domain.video.VideoState;
import video.divine.media.processor.domain.video.VideoState.Registered;

import java.util.Objects;

/** Folds the events of one publisher's videos into its listing and its counters. */
final class PublishersProcessor implements Processor<String, LogEntry, Void, Void> {
    private final VideoDecider decider = new VideoDecider();
    private @Nullable KeyValueStore<Bytes, Registered> videos;
    private @Nullable KeyValueStore<String, PublisherCounters> counters;

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        this.videos = context.getStateStore(TopologyNames.PUBLISHER_VIDEO_STORE);
        this.counters = context.getStateStore(TopologyNames.PUBLISHER_COUNTER_STORE);
    }

    @Override
    public void process(Record<String, LogEntry> record) {
        var entry = record.value();
        var rows = Objects.requireNonNull(videos);
        var key = StoreKeys.publisherVideo(entry.owner(), entry.createdAt(), entry.uid());
        var row = rows.get(key);
        if (row == null && !(entry.event() instanceof VideoEvent.VideoRegistered)) {
            // A deleted video has no row; what Stream says of it later belongs to its history only.
            return;
        }
        VideoState before = Objects.requireNonNullElseGet(row, decider::initial);
        if (decider.evolve(before, entry.event(), entry.at()) instanceof Registered after) {
            if (after.phase() == Phase.DELETED) {
                rows.delete(key);
            } else {
                rows.put(key, after);
            }
            count(entry.owner(), before, after);
        }
    }

    private void count(Pubkey owner, VideoState before, Registered after) {
        var totals = Objects.requireNonNull(counters);
        var soFar = Objects.requireNonNullElse(totals.get(owner.hex()), PublisherCounters.NONE);
        totals.put(owner.hex(), soFar.count(before, after));
    }
}
