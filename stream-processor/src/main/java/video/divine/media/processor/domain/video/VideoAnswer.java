package video.divine.media.processor.domain.video;

import video.divine.media.processor.domain.Aliases;
import video.divine.media.processor.domain.CommandId;
import video.divine.media.processor.domain.Rejection;
import video.divine.media.processor.domain.video.VideoCommand.Reply;

/** What a video command is answered. */
public sealed interface VideoAnswer {
    /** The upload is owned and readable. */
    record Registered(Registration registration, Reply reply) implements VideoAnswer {}

    /** The aliases are bound and readable. */
    record Attached(CommandId commandId, Aliases all, boolean replay) implements VideoAnswer {}

    /** The video is being deleted. */
    record DeletionAccepted(CommandId commandId) implements VideoAnswer {}

    /** Stream is being asked about the video. */
    record CheckScheduled(CommandId commandId) implements VideoAnswer {}

    /** Taken note of; nobody waits. */
    record Noted() implements VideoAnswer {}

    /** Nothing was done. */
    record Refused(CommandId commandId, Rejection rejection, boolean replay)
            implements VideoAnswer {}
}
