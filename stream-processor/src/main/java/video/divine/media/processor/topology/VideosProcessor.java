package video.divine.media.processor.topology;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

import video.divine.media.processor.domain.Closure;
import video.divine.media.processor.domain.CommandId;
import video.divine.media.processor.domain.Outcome;
import video.divine.media.processor.domain.ReplyTo;
import video.divine.media.processor.domain.Uid;
import video.divine.media.processor.domain.claims.ClaimCommand;
import video.divine.media.processor.domain.claims.ClaimEnvelope;
import video.divine.media.processor.domain.video.LogEntry;
import video.divine.media.processor.domain.video.Parked;
import video.divine.media.processor.domain.video.Phase;
import video.divine.media.processor.domain.video.VideoAnswer;
import video.divine.media.processor.domain.video.VideoDecider;
import video.divine.media.processor.domain.video.VideoEnvelope;
import video.divine.media.processor.domain.video.VideoEvent;
import video.divine.media.processor.domain.video.VideoState;
import video.divine.media.processor.domain.video.VideoState.Registered;
import video.divine.media.processor.domain.video.VideoState.Unregistered;

import java.time.Instant;
import java.util.Objects;

/** Loads, decides, folds, puts, forwards: state, log, public topics and outcome in one commit. */
final class VideosProcessor implements Processor<String, VideoEnvelope, String, Object> {
    private final VideoDecider decider = new VideoDecider();
    private @Nullable ProcessorContext<String, Object> context;
    private @Nullable KeyValueStore<String, Registered> videos;
    private @Nullable KeyValueStore<String, Parked> parked;
    private @Nullable KeyValueStore<Bytes, LogEntry> history;

    @Override
    public void init(ProcessorContext<String, Object> context) {
        this.context = context;
        this.videos = context.getStateStore(TopologyNames.VIDEO_STORE);
        this.parked = context.getStateStore(TopologyNames.PARKED_STORE);
        this.history = context.getStateStore(TopologyNames.HISTORY_STORE);
    }

    @Override
    public void process(Record<String, VideoEnvelope> record) {
        var envelope = record.value();
        var uid = envelope.uid();
        var before = load(uid);
        var at = notBefore(before, record.timestamp());
        var decision = decider.decide(envelope.command(), before, at);
        var state = before;
        for (var event : decision.events()) {
            state = decider.evolve(state, event, at);
            publish(uid, state, event, at);
        }
        if (!decision.events().isEmpty()) {
            store(uid, before, state, at);
        }
        envelope.replyTo().ifPresent(to -> reply(to, uid, decision.answer(), at.toEpochMilli()));
    }

    private VideoState load(Uid uid) {
        var video = Objects.requireNonNull(videos).get(uid.value());
        if (video != null) {
            return video;
        }
        var early = Objects.requireNonNull(parked).get(uid.value());
        return early == null ? decider.initial() : new Unregistered(early.notice());
    }

    private static Instant notBefore(VideoState state, long recordTime) {
        var at = Instant.ofEpochMilli(recordTime);
        return switch (state) {
            case Unregistered _ -> at;
            case Registered video -> at.isBefore(video.updatedAt()) ? video.updatedAt() : at;
        };
    }

    private void publish(Uid uid, VideoState state, VideoEvent event, Instant at) {
        if (!(state instanceof Registered video)) {
            return;
        }
        var registration = video.registration();
        var entry =
                new LogEntry(
                        uid,
                        video.sequence(),
                        at,
                        registration.owner(),
                        registration.createdAt(),
                        event);
        Objects.requireNonNull(history).put(StoreKeys.history(uid, entry.sequence()), entry);
        forward(uid, entry, at, TopologyNames.VIDEOS_TO_EVENTS);
        switch (event) {
            case VideoEvent.VideoBecameReady _ ->
                    forward(uid, video, at, TopologyNames.VIDEOS_TO_READY);
            case VideoEvent.VideoFailed _ -> {
                forward(uid, video, at, TopologyNames.VIDEOS_TO_FAILED);
                release(uid, Closure.FAILED, at);
            }
            case VideoEvent.UploadExpired _ -> release(uid, Closure.EXPIRED, at);
            case VideoEvent.DeletionStarted _ -> release(uid, Closure.DELETED, at);
            case VideoEvent.VideoRegistered _,
                    VideoEvent.AliasesRecorded _,
                    VideoEvent.ProcessingAdvanced _,
                    VideoEvent.VideoRefined _,
                    VideoEvent.RenditionsCompleted _,
                    VideoEvent.NoticeDisregarded _,
                    VideoEvent.VideoDeleted _,
                    VideoEvent.NoticeParked _ -> {}
        }
    }

    private void release(Uid uid, Closure reason, Instant at) {
        forward(
                uid,
                ClaimEnvelope.of(new ClaimCommand.ReleaseVideo(uid, reason)),
                at,
                TopologyNames.VIDEOS_TO_CLAIMS);
    }

    private void store(Uid uid, VideoState before, VideoState after, Instant at) {
        switch (after) {
            case Unregistered(var notice) -> {
                if (notice != null) {
                    Objects.requireNonNull(parked).put(uid.value(), new Parked(notice, at));
                }
            }
            case Registered video -> {
                Objects.requireNonNull(videos).put(uid.value(), video);
                if (before instanceof Unregistered) {
                    Objects.requireNonNull(parked).delete(uid.value());
                }
                forward(
                        uid,
                        video.phase() == Phase.DELETED ? null : video,
                        at,
                        TopologyNames.VIDEOS_TO_VIDEOS);
            }
        }
    }

    private void reply(ReplyTo to, Uid uid, VideoAnswer answer, long at) {
        switch (answer) {
            case VideoAnswer.Registered(var registration, var reply) ->
                    outcome(
                            to,
                            registration.commandId(),
                            reply.replay(),
                            new Outcome.Registered(
                                    uid,
                                    registration.owner(),
                                    reply.uploadUrl(),
                                    registration.expiresAt(),
                                    reply.quota()),
                            at);
            case VideoAnswer.Attached(var id, var all, var replay) ->
                    outcome(to, id, replay, new Outcome.Attached(uid, all), at);
            case VideoAnswer.DeletionAccepted(var id) ->
                    outcome(to, id, false, new Outcome.DeletionAccepted(uid), at);
            case VideoAnswer.Refused(var id, var rejection, var replay) ->
                    outcome(to, id, replay, new Outcome.Refused(rejection), at);
            case VideoAnswer.Noted _ -> {}
        }
    }

    private void outcome(ReplyTo to, CommandId id, boolean replay, Outcome.Body body, long at) {
        Objects.requireNonNull(context)
                .forward(
                        new Record<>(id.hex(), new Outcome(to, id, replay, body), at),
                        TopologyNames.VIDEOS_TO_OUTCOMES);
    }

    private void forward(Uid uid, @Nullable Object value, Instant at, String child) {
        Objects.requireNonNull(context)
                .forward(new Record<>(uid.value(), value, at.toEpochMilli()), child);
    }
}
