package video.divine.media.processor.domain.video;

import org.jspecify.annotations.Nullable;

import video.divine.media.processor.domain.Aliases;
import video.divine.media.processor.domain.video.VideoState.Registered;

import java.time.Instant;

/**
 * The state after one more event while it is being made: what the event does not speak of stays as
 * it was.
 */
final class VideoDraft {
    private final Registration registration;
    private final long sequence;
    private final Instant updatedAt;
    private Aliases aliases;
    private Phase phase;
    private @Nullable Notice notice;
    private @Nullable Notice disregarded;
    private @Nullable Instant readyAt;
    private boolean complete;

    VideoDraft(Registered before, Instant at) {
        registration = before.registration();
        sequence = before.sequence() + 1;
        updatedAt = at.isAfter(before.updatedAt()) ? at : before.updatedAt();
        aliases = before.aliases();
        phase = before.phase();
        notice = before.notice();
        disregarded = before.disregarded();
        readyAt = before.readyAt();
        complete = before.complete();
    }

    VideoDraft with(Aliases more) {
        aliases = aliases.with(more);
        return this;
    }

    VideoDraft enter(Phase entered) {
        phase = entered;
        if (entered == Phase.READY) {
            readyAt = updatedAt;
        }
        return this;
    }

    VideoDraft apply(Notice latest) {
        notice = latest.over(notice);
        return this;
    }

    VideoDraft disregard(Notice contradiction) {
        disregarded = contradiction;
        return this;
    }

    VideoDraft complete() {
        complete = true;
        return this;
    }

    Registered made() {
        return new Registered(
                registration,
                aliases,
                phase,
                notice,
                disregarded,
                sequence,
                updatedAt,
                readyAt,
                complete);
    }
}
