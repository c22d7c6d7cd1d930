package video.divine.media.simulator.video;

import java.time.Instant;

/**
 * The one-time link of a video. Its id is a bearer secret: never logged, listed, nor derived from
 * the uid.
 */
public record UploadLink(String id, Instant expiry) {
    @Override
    public String toString() {
        return "UploadLink[until " + expiry + "]";
    }
}
