package video.divine.media.processor.domain.watch;

import org.jspecify.annotations.Nullable;

import video.divine.media.processor.domain.video.Phase;
import video.divine.media.processor.domain.video.VideoCommand;
import video.divine.media.processor.domain.video.VideoCommand.ConcludeAbsence;
import video.divine.media.processor.domain.video.VideoCommand.ConfirmDeletion;
import video.divine.media.processor.domain.video.VideoCommand.RecheckVideo;
import video.divine.media.processor.domain.video.VideoCommand.RecordAbsence;
import video.divine.media.processor.domain.video.VideoCommand.RecordNotice;
import video.divine.media.processor.domain.video.VideoState;
import video.divine.media.processor.domain.video.VideoState.Registered;
import video.divine.media.processor.domain.watch.StreamTask.AskStream;
import video.divine.media.processor.domain.watch.StreamTask.DeleteFromStream;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Which videos are watched, what is due of them now, and when next. Pure: the rows come in, and
 * what follows goes out.
 *
 * <p>No video is left in a state that Stream itself has left: each has a next question until it has
 * reached an end, whatever of Stream's webhooks, of the tasks or of their answers is lost.
 */
public final class Watches {
    private final Patience patience;

    public Watches(Patience patience) {
        this.patience = patience;
    }

    /**
     * What the decider is to be told: an absence only where it is proven.
     *
     * @param watch of the video, before the command
     */
    public VideoCommand weigh(
            VideoCommand command, VideoState state, @Nullable Watch watch, Instant now) {
        return command instanceof RecordAbsence
                        && state instanceof Registered video
                        && proven(video, missed(video, orFirst(watch, video, now), now), now)
                ? new ConcludeAbsence()
                : command;
    }

    /** Stream need not read its own writes, so one absence proves nothing. */
    private boolean proven(Registered video, Watch missed, Instant now) {
        var inARow = inARow(video, missed, now);
        return switch (video.phase()) {
            case AWAITING_UPLOAD ->
                    linkEnded(video, now)
                            ? missed.absences() >= Patience.ABSENCES_AFTER_LINK
                            : inARow && !now.isBefore(wellKnownFrom(video));
            case PROCESSING -> inARow;
            // An absence may answer a question from before the deletion, by a read that lagged:
            // only who deletes knows that the copy is gone.
            case DELETING -> false;
            case READY, FAILED, EXPIRED, DELETED -> false;
        };
    }

    private static boolean inARow(Registered video, Watch missed, Instant now) {
        return missed.absences() >= Patience.ABSENCES
                && missed.absence(now).compareTo(Patience.absentFor(video.phase())) >= 0;
    }

    /**
     * The watch after an absence. Of a young video that Stream spoke of, none counts: the read has
     * not caught up with what was said.
     */
    private static Watch missed(Registered video, Watch watch, Instant now) {
        return switch (video.phase()) {
            case AWAITING_UPLOAD -> watch.missed(now);
            case PROCESSING, READY ->
                    now.isBefore(wellKnownFrom(video)) ? watch : watch.missed(now);
            case FAILED, EXPIRED, DELETING, DELETED -> watch;
        };
    }

    private static Instant wellKnownFrom(Registered video) {
        // The creation is in the time of claims, which is ahead for as long as their log's clock
        // was: what is already written was written before now.
        var created = video.registration().createdAt();
        var known = created.isBefore(video.updatedAt()) ? created : video.updatedAt();
        return known.plus(Patience.AFTER_CREATION);
    }

    /**
     * What follows a command that was decided.
     *
     * @param told the command as it was sent
     * @param watch of the video, before the command
     */
    public Plan after(
            VideoCommand told,
            VideoState before,
            VideoState after,
            @Nullable Watch watch,
            Instant now) {
        if (!(after instanceof Registered video)) {
            return Plan.nothing();
        }
        if (!watched(video, now)) {
            return atItsEnd(told, before, video, watch, now);
        }
        if (stepped(before, video)) {
            var first = Watch.first(video.phase(), now, now);
            return video.phase() == Phase.DELETING
                    ? ask(video, first, now)
                    : Plan.keep(first.asked(0, next(video, first, now)));
        }
        if (video.phase() == Phase.READY && watch == null && !asksOrSees(told)) {
            return Plan.nothing();
        }
        var present = orFirst(watch, video, now);
        if (told instanceof RecheckVideo) {
            return ask(video, present.asked(0, now), now);
        }
        if (told instanceof RecordAbsence) {
            return absent(video, missed(video, present, now), now);
        }
        return Plan.keep(told instanceof RecordNotice ? present.seen() : present);
    }

    /** Its end is final here, but not all that is to be done at Stream. */
    private Plan atItsEnd(
            VideoCommand told,
            VideoState before,
            Registered video,
            @Nullable Watch watch,
            Instant now) {
        var leftOver = ofLeftOver(watch, video);
        if (told instanceof ConfirmDeletion && leftOver != null && isBelieved(leftOver, now)) {
            return Plan.nothing();
        }
        if (told instanceof RecheckVideo) {
            return recheck(video, leftOver, now);
        }
        if (leftOver == null && contradicted(before, video)) {
            return ask(video, Watch.first(video.phase(), now, now), now);
        }
        return leftOver == null ? Plan.nothing() : Plan.keep(leftOver);
    }

    /**
     * That a deletion found nothing is why there is something left over: its reads lag behind, so
     * those that follow may find nothing for the same reason.
     */
    private static boolean isBelieved(Watch leftOver, Instant now) {
        return !now.isBefore(leftOver.since().plus(Patience.AFTER_CREATION));
    }

    /** What nobody owns is deleted; of the rest, an operator may want to know what Stream says. */
    private Plan recheck(Registered video, @Nullable Watch leftOver, Instant now) {
        if (!canBeLeftOver(video)) {
            return new Plan(Optional.empty(), Optional.of(new AskStream(false)), false);
        }
        var watch = leftOver == null ? Watch.first(video.phase(), now, now) : leftOver;
        return ask(video, watch.asked(0, now), now);
    }

    /** The watch of what Stream has of a video that nobody owns any more, if this is one. */
    private static @Nullable Watch ofLeftOver(@Nullable Watch watch, Registered video) {
        return watch != null && watch.phase() == video.phase() && canBeLeftOver(video)
                ? watch
                : null;
    }

    private static boolean canBeLeftOver(Registered video) {
        return switch (video.phase()) {
            case EXPIRED, DELETED -> true;
            case AWAITING_UPLOAD, PROCESSING, READY, FAILED, DELETING -> false;
        };
    }

    /**
     * Stream has come to speak of an upload that had expired, or of a video that was deleted: its
     * DELETE found nothing yet. Nobody owns what it has. A notice that was under way makes for a
     * deletion too many; one that is repeated does not, as only the further ones are disregarded.
     */
    private static boolean contradicted(VideoState before, Registered after) {
        return canBeLeftOver(after)
                && before instanceof Registered video
                && !Objects.equals(video.disregarded(), after.disregarded());
    }

    /** The watch of a playable video that Stream lost has ended; only these begin it anew. */
    private static boolean asksOrSees(VideoCommand told) {
        return told instanceof RecordNotice || told instanceof RecheckVideo;
    }

    private static Plan absent(Registered video, Watch missed, Instant now) {
        return switch (video.phase()) {
            case AWAITING_UPLOAD, PROCESSING ->
                    Plan.keep(missed.atTheLatest(now.plus(Patience.afterAbsence(video.phase()))));
            // It stays playable here, but who has lost it will not encode the rest of it.
            case READY -> inARow(video, missed, now) ? Plan.nothing() : Plan.keep(missed);
            case FAILED, EXPIRED, DELETING, DELETED -> Plan.keep(missed);
        };
    }

    /** A video of before there were watches, or one whose watch was lost. */
    public Optional<Watch> enrol(Registered video, Instant now) {
        return watched(video, now) ? Optional.of(first(video, now)) : Optional.empty();
    }

    /** What is to be done about a video whose next question is due, and when next. */
    public Plan due(Registered video, Watch watch, Instant now) {
        if (!watched(video, now)) {
            var leftOver = ofLeftOver(watch, video);
            return leftOver == null ? Plan.nothing() : ask(video, leftOver, now);
        }
        // The end of the link is a step that nobody sends: from there on it goes quickly again.
        var restart = linkEnded(video, now) && !watch.nextAt().isAfter(patience.endOfUpload(video));
        return ask(video, restart ? watch.asked(0, now) : watch, now);
    }

    private Plan ask(Registered video, Watch watch, Instant now) {
        var alarm =
                !watch.alarmed()
                        && patience.stuckAt(video, watch.since())
                                .filter(at -> !now.isBefore(at))
                                .isPresent();
        var asked = (alarm ? watch.alarm() : watch).asked(watch.attempts() + 1, now);
        return new Plan(
                Optional.of(asked.asked(asked.attempts(), next(video, asked, now))),
                Optional.of(
                        Patience.deletes(video.phase())
                                ? new DeleteFromStream()
                                : new AskStream(linkEnded(video, now))),
                alarm);
    }

    private static boolean watched(Registered video, Instant now) {
        return switch (video.phase()) {
            case AWAITING_UPLOAD, PROCESSING, DELETING -> true;
            // Stream sends no second webhook when the rest of the quality levels is there.
            case READY -> !video.complete() && now.isBefore(renditionsUntil(video));
            case FAILED, EXPIRED, DELETED -> false;
        };
    }

    /** Stream has come further; that it touched its record is no step. */
    private static boolean stepped(VideoState before, Registered after) {
        if (!(before instanceof Registered video) || video.phase() != after.phase()) {
            return true;
        }
        var notice = after.notice();
        return notice != null && notice.progressesFrom(video.notice());
    }

    private boolean linkEnded(Registered video, Instant now) {
        return video.phase() == Phase.AWAITING_UPLOAD && !now.isBefore(patience.endOfUpload(video));
    }

    private static Instant renditionsUntil(Registered video) {
        var ready = video.readyAt();
        return (ready == null ? video.updatedAt() : ready).plus(Patience.FOR_RENDITIONS);
    }

    private Watch orFirst(@Nullable Watch watch, Registered video, Instant now) {
        return watch == null ? first(video, now) : watch;
    }

    private Watch first(Registered video, Instant now) {
        var first = Watch.first(video.phase(), video.updatedAt(), now);
        return first.asked(0, next(video, first, now));
    }

    /**
     * When Stream is asked next: by back-off, but not past a moment at which something else is to
     * be done or said.
     */
    private Instant next(Registered video, Watch watch, Instant now) {
        // These begin with a question, the others with a wait.
        var askedAtOnce = Patience.deletes(video.phase()) || linkEnded(video, now);
        var waits = askedAtOnce ? watch.attempts() - 1 : watch.attempts();
        var next = now.plus(Patience.wait(video.registration().uid(), video.phase(), waits));
        if (video.phase() == Phase.AWAITING_UPLOAD) {
            next = notPast(patience.endOfUpload(video), next, now);
        }
        if (video.phase() == Phase.READY) {
            next = notPast(renditionsUntil(video), next, now);
        }
        return watch.alarmed()
                ? next
                : notPast(patience.stuckAt(video, watch.since()).orElse(next), next, now);
    }

    /** {@code next}, or {@code moment} where that lies between now and then. */
    private static Instant notPast(Instant moment, Instant next, Instant now) {
        return moment.isAfter(now) && moment.isBefore(next) ? moment : next;
    }
}
