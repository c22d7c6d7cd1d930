package video.divine.media.processor.domain.video;

import video.divine.media.processor.domain.ReplyTo;
import video.divine.media.processor.domain.Uid;

import java.util.Optional;

/**
 * A record of the video commands.
 *
 * @param replyTo who waits, if anybody
 */
public record VideoEnvelope(Uid uid, Optional<ReplyTo> replyTo, VideoCommand command) {}
