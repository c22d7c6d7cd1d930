package video.divine.media.processor.domain.governor;

/** Whose call it is. */
public enum CallPriority {
    /** Somebody waits for it. */
    USER,
    /** Nobody waits for it. */
    BACKGROUND
}
