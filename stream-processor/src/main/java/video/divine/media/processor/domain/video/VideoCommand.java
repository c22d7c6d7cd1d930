package video.divine.media.processor.domain.video;

import video.divine.media.processor.domain.Aliases;
import video.divine.media.processor.domain.CommandId;
import video.divine.media.processor.domain.Pubkey;
import video.divine.media.processor.domain.QuotaStatus;
import video.divine.media.processor.domain.Text;

/** What the state machine of a video can be told. */
public sealed interface VideoCommand {
    /**
     * A confirmed upload. Repeating it is harmless.
     *
     * @param reply what the outcome needs and no state keeps
     */
    record RegisterVideo(Registration registration, Aliases aliases, Reply reply)
            implements VideoCommand {}

    /** Attached aliases. Repeating it is harmless. */
    record RecordAliases(CommandId commandId, Aliases aliases, boolean replay)
            implements VideoCommand {}

    /** What Stream said. */
    record RecordNotice(Notice notice) implements VideoCommand {}

    /** The upload link ended unused, and Stream's record of it is gone. */
    record ExpireUpload() implements VideoCommand {}

    /** The owner's wish to delete. */
    record DeleteVideo(CommandId commandId, Pubkey pubkey) implements VideoCommand {}

    /** Stream's copy is gone. */
    record ConfirmDeletion() implements VideoCommand {}

    /** Stream did not know the video. Once proves nothing. */
    record RecordAbsence() implements VideoCommand {}

    /**
     * Stream does not have the video, beyond doubt. No record of the log says so: it is concluded
     * from absences.
     */
    record ConcludeAbsence() implements VideoCommand {}

    /** An operator's wish to have Stream asked now. */
    record RecheckVideo(CommandId commandId) implements VideoCommand {}

    /**
     * Passed through to the outcome.
     *
     * @param uploadUrl the one-time link: a bearer secret, which {@link #toString} leaves out
     */
    record Reply(String uploadUrl, QuotaStatus quota, boolean replay) {
        public Reply {
            Text.requireAtMost(Text.URL, uploadUrl, "upload URL");
        }

        @Override
        public String toString() {
            return "Reply[quota=" + quota + ", replay=" + replay + "]";
        }
    }
}
