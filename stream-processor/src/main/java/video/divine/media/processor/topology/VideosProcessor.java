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
import video.divine.media.processor.domain.video.Settlement;
import video.divine.media.processor.domain.video.VideoAnswer;
import video.divine.media.processor.domain.video.VideoDecider;
import video.divine.media.processor.domain.video.VideoEnvelope;
import video.divine.media.processor.domain.video.VideoEvent;
import video.divine.media.processor.domain.video.VideoState;
import video.divine.media.processor.domain.video.VideoState.Registered;
import video.divine.media.processor.domain.video.VideoState.Unregistered;
import video.divine.media.processor.domain.watch.Patience;

import java.time.Instant;
import java.util.Objects;

/** Loads, decides, folds, puts, forwards: state, log, public topics and outcome in one commit. */
final class VideosProcessor implements Processor<String, VideoEnvelope, String, Object> {
    private final VideoDecider decider = new VideoDecider();
    private @Nullable ProcessorContext<String, Object> context;
    private final ReconcilerMetrics metrics;
    private final Patience patience;
    private final DecisionTraces traces;
    private @Nullable StoredVideos videos;
    private @Nullable Reconciler reconciler;

    VideosProcessor(ReconcilerMetrics metrics, Patience patience, DecisionTraces traces) {
        this.metrics = metrics;
        this.patience = patience;
        this.traces = traces;
    }

    @Override
    public void init(ProcessorContext<String, Object> context) {
        this.context = context;
        var parked = new ParkedNotices(context, metrics);
        this.videos = new StoredVideos(context, parked);
        this.reconciler = new Reconciler(context, videos, parked, metrics, patience);
    }

    @Override
    public void close() {
        if (reconciler != null) {
            reconciler.close();
        }
    }

    @Override
    public void process(Record<String, VideoEnvelope> record) {
        var command = record.value().command().getClass().getSimpleName();
        try (var step = traces.begin(TopologyNames.VIDEO_COMMANDS, command, record.headers())) {
            decide(record.withHeaders(step.headers()));
        }
    }

    private void decide(Record<String, VideoEnvelope> record) {
        var envelope = record.value();
        var uid = envelope.uid();
        var rows = Objects.requireNonNull(videos);
        var before = rows.load(uid);
        var at = notBefore(before, record.timestamp());
        var watches = Objects.requireNonNull(reconciler);
        var watch = watches.watch(uid);
        var told = watches.weigh(envelope.command(), before, watch, record.timestamp());
        var decision = decider.decide(told, before, at);
        var state = before;
        for (var event : decision.events()) {
            var next = decider.evolve(state, event, at);
            if (next instanceof Registered video) {
                publish(rows, record, video, event, at);
                Settlement.of(event, state, video).ifPresent(seconds -> settle(record, seconds));
            }
            state = next;
        }
        if (!decision.events().isEmpty()) {
            save(rows, uid, state, at);
            if (!isGone(before)) {
                show(record, state);
            }
        }
        watches.after(record, before, state, watch);
        envelope.replyTo().ifPresent(to -> reply(record, to, decision.answer()));
    }

    private static Instant notBefore(VideoState state, long recordTime) {
        var at = Instant.ofEpochMilli(recordTime);
        return switch (state) {
            case Unregistered _ -> at;
            case Registered video -> at.isBefore(video.updatedAt()) ? video.updatedAt() : at;
        };
    }

    private void publish(
            StoredVideos rows,
            Record<String, VideoEnvelope> cause,
            Registered video,
            VideoEvent event,
            Instant at) {
        var uid = cause.value().uid();
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
        forward(cause, entry, TopologyNames.VIDEOS_TO_EVENTS);
        switch (event) {
            case VideoEvent.VideoBecameReady _ ->
                    forward(cause, video, TopologyNames.VIDEOS_TO_READY);
            case VideoEvent.VideoFailed _ -> {
                forward(cause, video, TopologyNames.VIDEOS_TO_FAILED);
                release(cause, Closure.FAILED);
            }
            case VideoEvent.UploadExpired _ -> release(cause, Closure.EXPIRED);
            case VideoEvent.DeletionStarted _ -> release(cause, Closure.DELETED);
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

    private void release(Record<String, VideoEnvelope> cause, Closure reason) {
        var uid = cause.value().uid();
        forward(
                cause,
                ClaimEnvelope.of(new ClaimCommand.ReleaseVideo(uid, reason)),
                TopologyNames.VIDEOS_TO_CLAIMS);
    }

    private void settle(Record<String, VideoEnvelope> cause, double seconds) {
        var uid = cause.value().uid();
        forward(
                cause,
                ClaimEnvelope.of(new ClaimCommand.SettleUpload(uid, seconds)),
                TopologyNames.VIDEOS_TO_CLAIMS);
    }

    private static void save(StoredVideos rows, Uid uid, VideoState state, Instant at) {
        switch (state) {
            case Unregistered unregistered -> rows.save(uid, unregistered, at);
            case Registered video -> rows.save(uid, video);
        }
    }

    /** What Stream says of a deleted video would be another tombstone. */
    private static boolean isGone(VideoState state) {
        return state instanceof Registered video && video.phase() == Phase.DELETED;
    }

    private void show(Record<String, VideoEnvelope> cause, VideoState state) {
        if (state instanceof Registered video) {
            var visible = video.phase() == Phase.DELETED ? null : video;
            forward(cause, visible, TopologyNames.VIDEOS_TO_VIDEOS);
        }
    }

    private void reply(Record<String, VideoEnvelope> cause, ReplyTo to, VideoAnswer answer) {
        var uid = cause.value().uid();
        switch (answer) {
            case VideoAnswer.Registered(var registration, var reply) ->
                    outcome(
                            cause,
                            to,
                            registration.commandId(),
                            reply.replay(),
                            new Outcome.Registered(
                                    uid,
                                    registration.owner(),
                                    reply.uploadUrl(),
                                    registration.expiresAt(),
                                    reply.quota()));
            case VideoAnswer.Attached(var id, var all, var replay) ->
                    outcome(cause, to, id, replay, new Outcome.Attached(uid, all));
            case VideoAnswer.DeletionAccepted(var id) ->
                    outcome(cause, to, id, false, new Outcome.DeletionAccepted(uid));
            case VideoAnswer.CheckScheduled(var id) ->
                    outcome(cause, to, id, false, new Outcome.CheckScheduled(uid));
            case VideoAnswer.Refused(var id, var rejection, var replay) ->
                    outcome(cause, to, id, replay, new Outcome.Refused(rejection));
            case VideoAnswer.Noted _ -> {}
        }
    }

    private void outcome(
            Record<String, VideoEnvelope> cause,
            ReplyTo to,
            CommandId id,
            boolean replay,
            Outcome.Body body) {
        forward(
                cause,
                id.hex(),
                new Outcome(to, id, replay, body),
                TopologyNames.VIDEOS_TO_OUTCOMES);
    }

    private void forward(
            Record<String, VideoEnvelope> cause, @Nullable Object value, String child) {
        forward(cause, cause.value().uid().value(), value, child);
    }

    /**
     * At the broker's time of the command, not at that of the decision: where the clock was set
     * back, that one lies ahead, and a broker refuses records from its future.
     */
    private void forward(
            Record<String, VideoEnvelope> cause, String key, @Nullable Object value, String child) {
        Objects.requireNonNull(context).forward(cause.withKey(key).withValue(value), child);
    }
}
