package video.divine.media.processor.domain.claims;

import video.divine.media.processor.domain.CommandId;
import video.divine.media.processor.domain.Text;

/**
 * The identity of a caller's request, and what it is bound to.
 *
 * @param bodyHash sha256 of the raw body, hex: the same id with another body is refused
 */
public record Request(CommandId id, CommandSource source, String bodyHash) {
    public Request {
        Text.requireAtMost(Text.WORD, bodyHash, "body hash");
    }
}
