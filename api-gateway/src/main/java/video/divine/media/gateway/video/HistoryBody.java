package video.divine.media.gateway.video;

import com.fasterxml.jackson.annotation.JsonInclude;

import org.jspecify.annotations.Nullable;

import video.divine.media.avro.Alias;
import video.divine.media.avro.AliasesRecorded;
import video.divine.media.avro.DeletionStarted;
import video.divine.media.avro.NoticeDisregarded;
import video.divine.media.avro.ProcessingAdvanced;
import video.divine.media.avro.RenditionsCompleted;
import video.divine.media.avro.StreamNotice;
import video.divine.media.avro.UploadExpired;
import video.divine.media.avro.VideoBecameReady;
import video.divine.media.avro.VideoDeleted;
import video.divine.media.avro.VideoEvent;
import video.divine.media.avro.VideoFailed;
import video.divine.media.avro.VideoRefined;
import video.divine.media.avro.VideoRegistered;
import video.divine.media.gateway.problem.Problems;

import java.time.Instant;
import java.util.List;

/** What happened to a video, oldest first. */
public record HistoryBody(String uid, List<Event> events) {

    /**
     * One event.
     *
     * @param sequence counts from 1 without gaps
     * @param at log time
     * @param type the event's name, such as {@code video_became_ready}
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Event(
            long sequence, Instant at, String type, List<Name> aliases, @Nullable Notice notice) {}

    /** An alias. */
    public record Name(String field, String value) {}

    /** What Stream said. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Notice(
            String state,
            boolean readyToStream,
            @Nullable Double percent,
            @Nullable String errorCode,
            @Nullable String errorText,
            @Nullable Instant modified) {
        static Notice of(StreamNotice notice) {
            return new Notice(
                    notice.getState(),
                    notice.getReadyToStream(),
                    notice.getPercent(),
                    notice.getErrorCode(),
                    notice.getErrorText(),
                    notice.getModified());
        }
    }

    static HistoryBody of(String uid, List<VideoEvent> events) {
        return new HistoryBody(uid, events.stream().map(HistoryBody::event).toList());
    }

    private static Event event(VideoEvent event) {
        return switch (event.getBody()) {
            case VideoRegistered registered ->
                    named(event, "video_registered", registered.getAliases());
            case AliasesRecorded recorded ->
                    named(event, "aliases_recorded", recorded.getAliases());
            case ProcessingAdvanced advanced ->
                    noticed(event, "processing_advanced", advanced.getNotice());
            case VideoBecameReady ready -> noticed(event, "video_became_ready", ready.getNotice());
            case VideoRefined refined -> noticed(event, "video_refined", refined.getNotice());
            case RenditionsCompleted _ -> named(event, "renditions_completed", List.of());
            case VideoFailed failed -> noticed(event, "video_failed", failed.getNotice());
            case NoticeDisregarded disregarded ->
                    noticed(event, "notice_disregarded", disregarded.getNotice());
            case UploadExpired _ -> named(event, "upload_expired", List.of());
            case DeletionStarted _ -> named(event, "deletion_started", List.of());
            case VideoDeleted _ -> named(event, "video_deleted", List.of());
            // A newer processor's event: it happened, whatever it is.
            default -> named(event, "other", List.of());
        };
    }

    private static Event named(VideoEvent event, String type, List<Alias> aliases) {
        return new Event(
                event.getSequence(),
                event.getAt(),
                type,
                aliases.stream()
                        .map(alias -> new Name(Problems.field(alias.getKind()), alias.getValue()))
                        .toList(),
                null);
    }

    private static Event noticed(VideoEvent event, String type, StreamNotice notice) {
        return new Event(event.getSequence(), event.getAt(), type, List.of(), Notice.of(notice));
    }
}
