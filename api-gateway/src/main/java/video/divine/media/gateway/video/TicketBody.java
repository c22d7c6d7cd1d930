package video.divine.media.gateway.video;

import com.fasterxml.jackson.annotation.JsonProperty;

import java.time.Instant;

/**
 * The answer to an accepted upload.
 *
 * @param uploadUrl where to send the file, once: a bearer secret
 * @param expiresAt when the link ends
 */
public record TicketBody(
        String uid, @JsonProperty("uploadURL") String uploadUrl, Instant expiresAt, String owner) {
    @Override
    public String toString() {
        return "TicketBody[uid=" + uid + "]";
    }
}
