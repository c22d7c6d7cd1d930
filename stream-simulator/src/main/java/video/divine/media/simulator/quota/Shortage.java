package video.divine.media.simulator.quota;

/** Why no further video may begin. */
public enum Shortage {
    /** With the new video's longest duration there would be more than the account may store. */
    STORAGE,
    /** As many videos as may be are queued or in progress. */
    PROCESSING
}
