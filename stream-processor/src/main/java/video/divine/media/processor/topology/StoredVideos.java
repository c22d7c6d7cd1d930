package video.divine.media.processor.topology;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;

import video.divine.media.processor.domain.Uid;
import video.divine.media.processor.domain.video.LogEntry;
import video.divine.media.processor.domain.video.Parked;
import video.divine.media.processor.domain.video.VideoState;
import video.divine.media.processor.domain.video.VideoState.Registered;
import video.divine.media.processor.domain.video.VideoState.Unregistered;

import java.time.Instant;

/** The rows of videos in their state stores. */
final class StoredVideos {
    private final KeyValueStore<String, Registered> videos;
    private final KeyValueStore<String, Parked> parked;
    private final KeyValueStore<Bytes, LogEntry> history;

    StoredVideos(ProcessorContext<?, ?> context) {
        this.videos = context.getStateStore(TopologyNames.VIDEO_STORE);
        this.parked = context.getStateStore(TopologyNames.PARKED_STORE);
        this.history = context.getStateStore(TopologyNames.HISTORY_STORE);
    }

    VideoState load(Uid uid) {
        var video = videos.get(uid.value());
        if (video != null) {
            return video;
        }
        var early = parked.get(uid.value());
        return new Unregistered(early == null ? null : early.notice());
    }

    void save(Uid uid, Registered video) {
        videos.put(uid.value(), video);
        parked.delete(uid.value());
    }

    void save(Uid uid, Unregistered state, Instant at) {
        var notice = state.parked();
        if (notice != null) {
            parked.put(uid.value(), new Parked(notice, at));
        }
    }

    void append(LogEntry entry) {
        history.put(StoreKeys.history(entry.uid(), entry.sequence()), entry);
    }
}
