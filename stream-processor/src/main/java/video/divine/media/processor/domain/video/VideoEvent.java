package video.divine.media.processor.domain.video;

import video.divine.media.processor.domain.Aliases;

/** What happened to a video. */
public sealed interface VideoEvent {
    record VideoRegistered(Registration registration, Aliases aliases) implements VideoEvent {}

    record AliasesRecorded(Aliases aliases) implements VideoEvent {}

    /** Stream has the file and works on it. */
    record ProcessingAdvanced(Notice notice) implements VideoEvent {}

    /** The video is playable. Happens at most once. */
    record VideoBecameReady(Notice notice) implements VideoEvent {}

    /** Stream measured a playable video again. */
    record VideoRefined(Notice notice) implements VideoEvent {}

    /** Every quality level is encoded. Happens at most once, with or after readiness. */
    record RenditionsCompleted() implements VideoEvent {}

    /** Stream could not make a playable video. Happens at most once. */
    record VideoFailed(Notice notice) implements VideoEvent {}

    /** Stream contradicted a final state; nothing changed. */
    record NoticeDisregarded(Notice notice) implements VideoEvent {}

    record UploadExpired() implements VideoEvent {}

    /** The owner deleted the video; Stream's copy is still there. */
    record DeletionStarted() implements VideoEvent {}

    /** Stream's copy is gone. */
    record VideoDeleted() implements VideoEvent {}

    /**
     * A notice came before the registration. It is not part of a video's history: nobody knows yet
     * that there is a video.
     */
    record NoticeParked(Notice notice) implements VideoEvent {}
}
