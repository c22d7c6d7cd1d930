package video.divine.media.gateway.video;

import com.fasterxml.jackson.annotation.JsonProperty;

import java.time.Instant;

/**
 * The answer to an accepted upload.
 *
 * @param upload how to send the file, {@code basic} or {@code tus}
 * @param uploadUrl where to send it, once: a bearer secret
 * @param expiresAt when the link ends
 */
public record TicketBody(
        String uid,
        String upload,
        @JsonProperty("uploadURL") String uploadUrl,
        Instant expiresAt,
        String owner) {
    @Override
    public String toString() {
        return "TicketBody[uid=" + uid + "]";
    }
}
