package video.divine.media.processor.topology;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

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
    private final ParkedNotices parked;
    private final KeyValueStore<Bytes, LogEntry> history;

    StoredVideos(ProcessorContext<?, ?> context, ParkedNotices parked) {
        this.videos = context.getStateStore(TopologyNames.VIDEO_STORE);
        this.parked = parked;
        this.history = context.getStateStore(TopologyNames.HISTORY_STORE);
    }

    VideoState load(Uid uid) {
        var video = videos.get(uid.value());
        if (video != null) {
            return video;
        }
        var early = parked.get(uid);
        return new Unregistered(early == null ? null : early.notice());
    }

    void save(Uid uid, Registered video) {
        videos.put(uid.value(), video);
        parked.remove(uid);
    }

    void save(Uid uid, Unregistered state, Instant at) {
        var notice = state.parked();
        if (notice != null) {
            parked.park(uid, new Parked(notice, at));
        }
    }

    /**
     * @param position the last uid that an earlier walk came to, if any
     */
    Walk<Registered> walk(@Nullable String position) {
        return new Walk<>(videos, position);
    }

    void append(LogEntry entry) {
        history.put(StoreKeys.history(entry.uid(), entry.sequence()), entry);
    }
}
