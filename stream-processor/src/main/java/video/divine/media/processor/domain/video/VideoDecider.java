package video.divine.media.processor.domain.video;

import org.jspecify.annotations.Nullable;

import video.divine.media.processor.domain.Closure;
import video.divine.media.processor.domain.CommandId;
import video.divine.media.processor.domain.Decider;
import video.divine.media.processor.domain.Decision;
import video.divine.media.processor.domain.Rejection;
import video.divine.media.processor.domain.video.Notice.Rank;
import video.divine.media.processor.domain.video.VideoCommand.ConcludeAbsence;
import video.divine.media.processor.domain.video.VideoCommand.ConfirmDeletion;
import video.divine.media.processor.domain.video.VideoCommand.DeleteVideo;
import video.divine.media.processor.domain.video.VideoCommand.ExpireUpload;
import video.divine.media.processor.domain.video.VideoCommand.RecheckVideo;
import video.divine.media.processor.domain.video.VideoCommand.RecordAbsence;
import video.divine.media.processor.domain.video.VideoCommand.RecordAliases;
import video.divine.media.processor.domain.video.VideoCommand.RecordNotice;
import video.divine.media.processor.domain.video.VideoCommand.RegisterVideo;
import video.divine.media.processor.domain.video.VideoEvent.AliasesRecorded;
import video.divine.media.processor.domain.video.VideoEvent.DeletionStarted;
import video.divine.media.processor.domain.video.VideoEvent.NoticeDisregarded;
import video.divine.media.processor.domain.video.VideoEvent.NoticeParked;
import video.divine.media.processor.domain.video.VideoEvent.ProcessingAdvanced;
import video.divine.media.processor.domain.video.VideoEvent.RenditionsCompleted;
import video.divine.media.processor.domain.video.VideoEvent.UploadExpired;
import video.divine.media.processor.domain.video.VideoEvent.VideoBecameReady;
import video.divine.media.processor.domain.video.VideoEvent.VideoDeleted;
import video.divine.media.processor.domain.video.VideoEvent.VideoFailed;
import video.divine.media.processor.domain.video.VideoEvent.VideoRefined;
import video.divine.media.processor.domain.video.VideoEvent.VideoRegistered;
import video.divine.media.processor.domain.video.VideoState.Registered;
import video.divine.media.processor.domain.video.VideoState.Unregistered;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One video, from its registration to its end, whatever order Stream's notices come in. */
public final class VideoDecider
        implements Decider<VideoCommand, VideoState, VideoEvent, VideoAnswer> {
    private static final VideoAnswer NOTED = new VideoAnswer.Noted();

    @Override
    public VideoState initial() {
        return new Unregistered(null);
    }

    @Override
    public Decision<VideoEvent, VideoAnswer> decide(
            VideoCommand command, VideoState state, Instant at) {
        return switch (command) {
            case RegisterVideo register -> register(register, state, at);
            case RecordAliases record -> recordAliases(record, state);
            case RecordNotice(var notice) ->
                    new Decision<>(
                            switch (state) {
                                case Unregistered(var parked) -> park(notice, parked);
                                case Registered video -> notice(notice, video);
                            },
                            NOTED);
            case ExpireUpload _ -> expire(state);
            case DeleteVideo delete -> delete(delete, state);
            case ConfirmDeletion _ -> confirmDeletion(state);
            case RecordAbsence _ -> Decision.nothing(NOTED);
            case ConcludeAbsence _ -> concludeAbsence(state);
            case RecheckVideo(var id) ->
                    switch (state) {
                        case Unregistered _ -> refuse(id, new Rejection.NotFound(), false);
                        case Registered _ -> Decision.nothing(new VideoAnswer.CheckScheduled(id));
                    };
        };
    }

    private Decision<VideoEvent, VideoAnswer> register(
            RegisterVideo command, VideoState state, Instant at) {
        var answer = new VideoAnswer.Registered(command.registration(), command.reply());
        return switch (state) {
            case Registered video
                    when video.registration()
                            .commandId()
                            .equals(command.registration().commandId()) ->
                    Decision.nothing(answer);
            case Registered _ ->
                    refuse(
                            command.registration().commandId(),
                            new Rejection.ReservationGone(),
                            command.reply().replay());
            case Unregistered(var parked) -> {
                var events = new ArrayList<VideoEvent>();
                var registered = new VideoRegistered(command.registration(), command.aliases());
                events.add(registered);
                if (parked != null && evolve(state, registered, at) instanceof Registered video) {
                    events.addAll(notice(parked, video));
                }
                yield new Decision<>(events, answer);
            }
        };
    }

    private static Decision<VideoEvent, VideoAnswer> recordAliases(
            RecordAliases command, VideoState state) {
        var id = command.commandId();
        return switch (state) {
            case Unregistered _ -> refuse(id, new Rejection.NotFound(), command.replay());
            case Registered video -> {
                var closure = closure(video.phase());
                if (closure.isPresent()) {
                    // Claims decided before it heard of the end, and frees the aliases again.
                    yield refuse(id, new Rejection.VideoClosed(closure.get()), command.replay());
                }
                var added = command.aliases().without(video.aliases());
                var answer =
                        new VideoAnswer.Attached(id, video.aliases().with(added), command.replay());
                yield added.isEmpty()
                        ? Decision.nothing(answer)
                        : Decision.of(new AliasesRecorded(added), answer);
            }
        };
    }

    private static Decision<VideoEvent, VideoAnswer> refuse(
            CommandId id, Rejection rejection, boolean replay) {
        return Decision.nothing(new VideoAnswer.Refused(id, rejection, replay));
    }

    /** As if the video were registered: the furthest step stays, and an end is final. */
    private static List<VideoEvent> park(Notice notice, @Nullable Notice parked) {
        return notice.supersedes(parked) ? List.of(new NoticeParked(notice)) : List.of();
    }

    private static List<VideoEvent> notice(Notice notice, Registered video) {
        return switch (video.phase()) {
            case AWAITING_UPLOAD -> notice.rank() == Rank.PENDING ? List.of() : advance(notice);
            case PROCESSING -> notice.supersedes(video.notice()) ? advance(notice) : List.of();
            case READY -> afterReadiness(notice, video);
            case FAILED -> notice.readyToStream() ? disregard(notice, video) : List.of();
            case EXPIRED, DELETING, DELETED ->
                    notice.rank() == Rank.PENDING ? List.of() : disregard(notice, video);
        };
    }

    private static List<VideoEvent> advance(Notice notice) {
        if (notice.readyToStream()) {
            return notice.complete()
                    ? List.of(new VideoBecameReady(notice), new RenditionsCompleted())
                    : List.of(new VideoBecameReady(notice));
        }
        return List.of(
                notice.rank() == Rank.ENDED
                        ? new VideoFailed(notice)
                        : new ProcessingAdvanced(notice));
    }

    private static List<VideoEvent> afterReadiness(Notice notice, Registered video) {
        if (!notice.readyToStream()) {
            // An error contradicts; a step on the way is only late.
            return notice.rank() == Rank.ENDED ? disregard(notice, video) : List.of();
        }
        var events = new ArrayList<VideoEvent>();
        if (notice.supersedes(video.notice())) {
            events.add(new VideoRefined(notice));
        }
        if (notice.complete() && !video.complete()) {
            events.add(new RenditionsCompleted());
        }
        return events;
    }

    /**
     * Only what goes further than the last one is recorded: at most four a video. Webhooks that
     * come again and again, or polls that contradict each other, would fill the kept log.
     */
    private static List<VideoEvent> disregard(Notice notice, Registered video) {
        return notice.outranks(video.disregarded())
                ? List.of(new NoticeDisregarded(notice))
                : List.of();
    }

    private static Decision<VideoEvent, VideoAnswer> expire(VideoState state) {
        return state instanceof Registered video && video.phase() == Phase.AWAITING_UPLOAD
                ? Decision.of(new UploadExpired(), NOTED)
                : Decision.nothing(NOTED);
    }

    private static Decision<VideoEvent, VideoAnswer> delete(DeleteVideo command, VideoState state) {
        var accepted = new VideoAnswer.DeletionAccepted(command.commandId());
        return switch (state) {
            case Unregistered _ -> refuse(command.commandId(), new Rejection.NotFound(), false);
            case Registered video when !video.registration().owner().equals(command.pubkey()) ->
                    refuse(command.commandId(), new Rejection.NotOwner(), false);
            case Registered video ->
                    switch (video.phase()) {
                        case DELETING, DELETED -> Decision.nothing(accepted);
                        case AWAITING_UPLOAD, PROCESSING, READY, FAILED, EXPIRED ->
                                Decision.of(new DeletionStarted(), accepted);
                    };
        };
    }

    private static Decision<VideoEvent, VideoAnswer> confirmDeletion(VideoState state) {
        return state instanceof Registered video && video.phase() == Phase.DELETING
                ? Decision.of(new VideoDeleted(), NOTED)
                : Decision.nothing(NOTED);
    }

    /** An open video that Stream does not have comes to the end that is left to it. */
    private static Decision<VideoEvent, VideoAnswer> concludeAbsence(VideoState state) {
        if (!(state instanceof Registered video)) {
            return Decision.nothing(NOTED);
        }
        return switch (video.phase()) {
            case AWAITING_UPLOAD -> Decision.of(new UploadExpired(), NOTED);
            case PROCESSING -> Decision.of(new VideoFailed(Notice.deletedAtStream()), NOTED);
            case READY, FAILED, EXPIRED, DELETING, DELETED -> Decision.nothing(NOTED);
        };
    }

    /** Why a video in {@code phase} can hold no alias; empty while it can. */
    public static Optional<Closure> closure(Phase phase) {
        return switch (phase) {
            case AWAITING_UPLOAD, PROCESSING, READY -> Optional.empty();
            case FAILED -> Optional.of(Closure.FAILED);
            case EXPIRED -> Optional.of(Closure.EXPIRED);
            case DELETING, DELETED -> Optional.of(Closure.DELETED);
        };
    }

    @Override
    public VideoState evolve(VideoState state, VideoEvent event, Instant at) {
        return switch (state) {
            case Unregistered(var parked) -> firstState(parked, event, at);
            case Registered video -> nextState(video, event, at);
        };
    }

    private static VideoState firstState(@Nullable Notice parked, VideoEvent event, Instant at) {
        return switch (event) {
            case NoticeParked(var notice) -> new Unregistered(notice.over(parked));
            case VideoRegistered(var registration, var aliases) ->
                    Registered.first(registration, aliases, at);
            case AliasesRecorded _,
                    ProcessingAdvanced _,
                    VideoBecameReady _,
                    VideoRefined _,
                    RenditionsCompleted _,
                    VideoFailed _,
                    NoticeDisregarded _,
                    UploadExpired _,
                    DeletionStarted _,
                    VideoDeleted _ ->
                    throw new IllegalStateException(
                            "Expected a registration as the first event, but got " + event);
        };
    }

    private static Registered nextState(Registered video, VideoEvent event, Instant at) {
        var next = new VideoDraft(video, at);
        return switch (event) {
            case AliasesRecorded(var aliases) -> next.with(aliases).made();
            case ProcessingAdvanced(var notice) ->
                    next.enter(Phase.PROCESSING).apply(notice).made();
            case VideoBecameReady(var notice) -> next.enter(Phase.READY).apply(notice).made();
            case VideoRefined(var notice) -> next.apply(notice).made();
            case RenditionsCompleted _ -> next.complete().made();
            case VideoFailed(var notice) -> next.enter(Phase.FAILED).apply(notice).made();
            case NoticeDisregarded(var notice) -> next.disregard(notice).made();
            case UploadExpired _ -> next.enter(Phase.EXPIRED).made();
            case DeletionStarted _ -> next.enter(Phase.DELETING).made();
            case VideoDeleted _ -> next.enter(Phase.DELETED).made();
            case VideoRegistered _, NoticeParked _ ->
                    throw new IllegalStateException(
                            "Expected no second registration, but got " + event);
        };
    }
}
