package video.divine.media.processor.domain.watch;

import static video.divine.media.processor.Sample.error;
import static video.divine.media.processor.Sample.pending;
import static video.divine.media.processor.Sample.processing;
import static video.divine.media.processor.Sample.queued;
import static video.divine.media.processor.Sample.ready;

import video.divine.media.processor.domain.video.Notice;
import video.divine.media.processor.domain.video.VideoCommand;
import video.divine.media.processor.domain.video.VideoCommand.ConfirmDeletion;
import video.divine.media.processor.domain.video.VideoCommand.ExpireUpload;
import video.divine.media.processor.domain.video.VideoCommand.RecordAbsence;
import video.divine.media.processor.domain.video.VideoCommand.RecordNotice;
import video.divine.media.processor.domain.watch.StreamTask.AskStream;
import video.divine.media.processor.domain.watch.StreamTask.DeleteFromStream;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

/** Cloudflare Stream's record of one video, and the gateway's worker that asks about it. */
final class StreamModel {
    enum Holds {
        PENDING,
        QUEUED,
        IN_PROGRESS,
        READY,
        ERROR,
        NOTHING
    }

    private final Instant linkEndsAt;
    private final Set<Holds> reached = EnumSet.noneOf(Holds.class);
    private Holds holds = Holds.PENDING;
    private int blindDeletes;

    /**
     * @param blindDeletes how many DELETEs find nothing, because the read behind them lags
     */
    StreamModel(Instant linkEndsAt, int blindDeletes) {
        this.linkEndsAt = linkEndsAt;
        this.blindDeletes = blindDeletes;
    }

    Holds holds() {
        return holds;
    }

    /** The client uploads: taken where Stream waits for it and the link has not ended. */
    void upload(Instant now) {
        reach(Holds.QUEUED, now);
    }

    /**
     * Whether Stream can have said by now that it is there; it goes there where it can. Said once,
     * it may be heard again at any time.
     */
    boolean reach(Holds step, Instant now) {
        if (reached.contains(step)) {
            return true;
        }
        var possible =
                switch (holds) {
                    case PENDING -> now.isBefore(linkEndsAt);
                    case QUEUED, IN_PROGRESS -> true;
                    // It went through the earlier steps, but has one end only.
                    case READY, ERROR -> step == Holds.QUEUED || step == Holds.IN_PROGRESS;
                    case NOTHING -> false;
                };
        if (possible) {
            reached.add(step);
            holds = step.compareTo(holds) > 0 ? step : holds;
        }
        return possible;
    }

    /** Whether it ever came so far. */
    boolean reached(Holds step) {
        return reached.contains(step);
    }

    /** Whether it ever got the file. */
    boolean everUploaded() {
        return !reached.isEmpty();
    }

    /** Somebody deleted it there. */
    void delete() {
        holds = Holds.NOTHING;
    }

    /** What the worker sends back. */
    VideoCommand work(StreamTask.Body task) {
        return switch (task) {
            case AskStream(var endUpload) -> {
                if (endUpload && holds == Holds.PENDING) {
                    holds = Holds.NOTHING;
                    yield new ExpireUpload();
                }
                yield holds == Holds.NOTHING ? new RecordAbsence() : new RecordNotice(now());
            }
            case DeleteFromStream _ -> {
                blindDeletes--;
                holds = blindDeletes >= 0 ? holds : Holds.NOTHING;
                yield new ConfirmDeletion();
            }
        };
    }

    private Notice now() {
        return switch (holds) {
            case PENDING -> pending();
            case QUEUED -> queued();
            case IN_PROGRESS -> processing(50);
            case READY -> ready(100);
            case ERROR -> error();
            case NOTHING -> throw new IllegalStateException("Expected a record to speak of");
        };
    }
}
