package video.divine.media.processor.topology;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

import video.divine.media.processor.domain.Closure;
import video.divine.media.processor.domain.CommandId;
import video.divine.media.processor.domain.Outcome;
import video.divine.media.processor.domain.ReplyTo;
import video.divine.media.processor.domain.Uid;
import video.divine.media.processor.domain.claims.ClaimCommand;
import video.divine.media.processor.domain.claims.ClaimEnvelope;
import video.divine.media.processor.domain.video.LogEntry;
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
    private @Nullable StoredVideos videos;

    @Override
    public void init(ProcessorContext<String, Object> context) {
        this.context = context;
        this.videos = new StoredVideos(context);
    }

    @Override
    public void process(Record<String, VideoEnvelope> record) {
        var envelope = record.value();
        var uid = envelope.uid();
        var rows = Objects.requireNonNull(videos);
        var before = rows.load(uid);
        var at = notBefore(before, record.timestamp());
        var decision = decider.decide(envelope.command(), before, at);
        var state = before;
        for (var event : decision.events()) {
            state = decider.evolve(state, event, at);
            if (state instanceof Registered video) {
                publish(rows, uid, video, event, at);
            }
        }
        if (!decision.events().isEmpty()) {
            save(rows, uid, state, at);
        }
        envelope.replyTo().ifPresent(to -> reply(to, uid, decision.answer(), at.toEpochMilli()));
    }

    private static Instant notBefore(VideoState state, long recordTime) {
        var at = Instant.ofEpochMilli(recordTime);
        return switch (state) {
            case Unregistered _ -> at;
            case Registered video -> at.isBefore(video.updatedAt()) ? video.updatedAt() : at;
        };
    }

    private void publish(
            StoredVideos rows, Uid uid, Registered video, VideoEvent event, Instant at) {
        var registration = video.registration();
        var entry =
                new LogEntry(
                        uid,
                        video.sequence(),
                        at,
                        registration.owner(),
                        registration.createdAt(),
                        event);
        rows.append(entry);
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

    private void save(StoredVideos rows, Uid uid, VideoState state, Instant at) {
        switch (state) {
            case Unregistered unregistered -> rows.save(uid, unregistered, at);
            case Registered video -> {
                rows.save(uid, video);
                var visible = video.phase() == Phase.DELETED ? null : video;
                forward(uid, visible, at, TopologyNames.VIDEOS_TO_VIDEOS);
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
