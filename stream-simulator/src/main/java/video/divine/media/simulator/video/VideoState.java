package video.divine.media.simulator.video;

import java.util.Arrays;
import java.util.Optional;

/** The values of {@code status.state}, as the SDK lists them. */
public enum VideoState {
    PENDING_UPLOAD("pendingupload"),
    /** Only copies from a URL are ever in this state. */
    DOWNLOADING("downloading"),
    QUEUED("queued"),
    IN_PROGRESS("inprogress"),
    READY("ready"),
    ERROR("error"),
    /** Only live inputs are ever in this state. */
    LIVE_IN_PROGRESS("live-inprogress");

    private final String wireName;

    VideoState(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    public static Optional<VideoState> of(String wireName) {
        return Arrays.stream(values()).filter(state -> state.wireName.equals(wireName)).findFirst();
    }
}
