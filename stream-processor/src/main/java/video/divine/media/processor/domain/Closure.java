package video.divine.media.processor.domain;

/** Why a video can hold no alias any more. */
public enum Closure {
    FAILED,
    EXPIRED,
    DELETED
}
