package video.divine.media.simulator.video;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

import java.time.Instant;

/**
 * Where a video stands: pendingupload, or downloading for a copy → queued → inprogress → ready or
 * error.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
    @JsonSubTypes.Type(value = VideoStatus.PendingUpload.class, name = "pendingupload"),
    @JsonSubTypes.Type(value = VideoStatus.Downloading.class, name = "downloading"),
    @JsonSubTypes.Type(value = VideoStatus.Queued.class, name = "queued"),
    @JsonSubTypes.Type(value = VideoStatus.InProgress.class, name = "inprogress"),
    @JsonSubTypes.Type(value = VideoStatus.Ready.class, name = "ready"),
    @JsonSubTypes.Type(value = VideoStatus.Failed.class, name = "error")
})
public sealed interface VideoStatus {
    record PendingUpload() implements VideoStatus {}

    /**
     * Being fetched.
     *
     * @param url may hold a signature of its origin, so it is not told by {@link #toString}
     */
    record Downloading(String url) implements VideoStatus {
        @Override
        public String toString() {
            return "Downloading[]";
        }
    }

    record Queued() implements VideoStatus {}

    /**
     * Being encoded.
     *
     * @param percent 0 to 100, of the source's duration that is encoded
     */
    record InProgress(double percent) implements VideoStatus {}

    record Ready(Instant at) implements VideoStatus {}

    /**
     * Never to be playable.
     *
     * @param percent how far encoding had come
     */
    record Failed(FailureReason reason, double percent) implements VideoStatus {}

    default VideoState state() {
        return switch (this) {
            case PendingUpload _ -> VideoState.PENDING_UPLOAD;
            case Downloading _ -> VideoState.DOWNLOADING;
            case Queued _ -> VideoState.QUEUED;
            case InProgress _ -> VideoState.IN_PROGRESS;
            case Ready _ -> VideoState.READY;
            case Failed _ -> VideoState.ERROR;
        };
    }

    /** Whether a playable manifest exists; the one test of readiness (facts, section 1). */
    default boolean readyToStream() {
        return this instanceof Ready;
    }

    /** 0 to 100; a video that failed keeps the value it failed at. */
    default double percent() {
        return switch (this) {
            case PendingUpload _, Downloading _, Queued _ -> 0;
            case InProgress(var percent) -> percent;
            case Ready _ -> 100;
            case Failed(_, var percent) -> percent;
        };
    }
}
