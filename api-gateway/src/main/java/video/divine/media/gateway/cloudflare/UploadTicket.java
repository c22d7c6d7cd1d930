package video.divine.media.gateway.cloudflare;

import java.time.Instant;

/**
 * A place to upload one video to.
 *
 * @param uid Stream's id of the video to be
 * @param uploadUrl opaque, and a bearer secret: whoever has it may upload. Stream tells it once, in
 *     the answer to {@code direct_upload}
 * @param expiresAt when the URL dies; Stream's answer does not say, so it is the expiry asked for
 */
public record UploadTicket(String uid, String uploadUrl, Instant expiresAt) {
    @Override
    public String toString() {
        return "UploadTicket[uid=" + uid + ", uploadUrl=***, expiresAt=" + expiresAt + "]";
    }
}
