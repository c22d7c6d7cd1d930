package video.divine.media.processor.domain.video;

import video.divine.media.processor.domain.CommandId;
import video.divine.media.processor.domain.Pubkey;
import video.divine.media.processor.domain.Text;
import video.divine.media.processor.domain.Uid;

import java.time.Instant;
import java.util.Map;

/**
 * What a video was born with.
 *
 * @param createdAt log time of the request that asked for the upload
 * @param expiresAt when the upload link ends
 * @param meta the client's own entries
 */
public record Registration(
        Uid uid,
        CommandId commandId,
        Pubkey owner,
        Instant createdAt,
        Instant expiresAt,
        Map<String, String> meta) {
    public Registration {
        meta = Text.requireMeta(meta);
    }
}
