package video.divine.media.processor.domain.video;

/** Where a video stands. Everything from {@link #READY} on is final against Stream's notices. */
public enum Phase {
    AWAITING_UPLOAD,
    PROCESSING,
    READY,
    FAILED,
    EXPIRED,
    DELETING,
    DELETED
}
