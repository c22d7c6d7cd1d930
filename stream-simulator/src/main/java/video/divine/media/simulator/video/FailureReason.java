package video.divine.media.simulator.video;

/**
 * Why a video ended in {@code error}. The first two texts are Cloudflare's; the others are ours,
 * since no source shows them.
 */
public enum FailureReason {
    ERR_NON_VIDEO("The file was not recognized as a valid video file."),
    ERR_MALFORMED_VIDEO("The video was deemed to be corrupted or malformed."),
    ERR_DURATION_EXCEED_CONSTRAINT("The video is longer than maxDurationSeconds allows."),
    ERR_DURATION_TOO_SHORT("The video is shorter than 0.1 seconds."),
    ERR_FETCH_ORIGIN_ERROR("The video could not be downloaded from its URL."),
    ERR_UNKNOWN("The video could not be processed.");

    private final String text;

    FailureReason(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
