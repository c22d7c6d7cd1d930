package video.divine.media.simulator.video;

import com.fasterxml.jackson.annotation.JsonCreator;

/**
 * What the subscriber is to hear of a video, and in which manner. That is settled when the video
 * ends: neither a restart nor what is set meanwhile changes it.
 *
 * @param body the webhook body
 * @param duplicated sent once more after it was delivered
 * @param heldBack until a later one has gone
 * @param badlySigned in all attempts
 */
public record Notice(String body, boolean duplicated, boolean heldBack, boolean badlySigned) {
    @JsonCreator
    public Notice {}

    /** As state files were written before there was a manner. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Notice plain(String body) {
        return new Notice(body, false, false, false);
    }
}
