package video.divine.media.processor.topology;

import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import video.divine.media.processor.domain.Uid;
import video.divine.media.processor.domain.video.VideoCommand;
import video.divine.media.processor.domain.video.VideoEnvelope;
import video.divine.media.processor.domain.video.VideoState;
import video.divine.media.processor.domain.video.VideoState.Registered;
import video.divine.media.processor.domain.watch.Patience;
import video.divine.media.processor.domain.watch.Plan;
import video.divine.media.processor.domain.watch.StreamTask;
import video.divine.media.processor.domain.watch.Watch;
import video.divine.media.processor.domain.watch.Watches;
import video.divine.media.processor.topology.StoredWatches.Enrolment;

import java.time.Duration;
import java.time.Instant;

/**
 * Keeps the watches of one task: a row changes in the commit of what changed its video, and a task
 * is put out in the commit that sets the date of the next one.
 */
final class Reconciler {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** Rows of a look: it shares its thread with the commands. */
    private static final int DUE_AT_ONCE = 500;

    private static final int SLICE = 500;

    private final Watches watches;
    private final ProcessorContext<String, Object> context;
    private final StoredVideos videos;
    private final StoredWatches rows;
    private final ParkedNotices parked;
    private final StuckVideos stuck;
    private final ReconcilerMetrics metrics;
    private final Looks looks;
    private Enrolment enrolment;

    /** The log time of the last record, not the highest: what leapt ahead counts no longer. */
    private long logged;

    Reconciler(
            ProcessorContext<String, Object> context,
            StoredVideos videos,
            ParkedNotices parked,
            ReconcilerMetrics metrics,
            Patience patience) {
        this.watches = new Watches(patience);
        this.context = context;
        this.videos = videos;
        this.parked = parked;
        this.metrics = metrics;
        this.rows = new StoredWatches(context);
        this.stuck = new StuckVideos(rows.walk(), metrics);
        this.enrolment = rows.enrolment();
        this.looks = new Looks(context, LOOK, this::look);
    }

    @Nullable Watch watch(Uid uid) {
        return rows.get(uid);
    }

    /** The command that the decider is to be told. */
    VideoCommand weigh(
            VideoCommand command, VideoState state, @Nullable Watch watch, long recordTime) {
        logged = recordTime;
        looks.goOn();
        return watches.weigh(command, state, watch, Instant.ofEpochMilli(recordTime));
    }

    /**
     * Follows a command that was decided.
     *
     * @param watch of the video, before the command
     */
    void after(
            Record<String, VideoEnvelope> cause,
            VideoState before,
            VideoState after,
            @Nullable Watch watch) {
        var now = Instant.ofEpochMilli(cause.timestamp());
        var command = cause.value().command();
        apply(cause.value().uid(), watch, watches.after(command, before, after, watch, now), cause);
    }

    private void look(long wallClockMillis) {
        var now = Instant.ofEpochMilli(Math.max(wallClockMillis, logged));
        rows.due(now, DUE_AT_ONCE).forEach(due -> look(due, now, wallClockMillis));
        enrol(now);
        stuck.survey();
        parked.sweep(now);
    }

    private void look(StoredWatches.Due due, Instant now, long wallClockMillis) {
        var uid = due.uid();
        var watch = rows.get(uid);
        if (watch == null || !watch.nextAt().equals(due.at())) {
            rows.forget(due);
        } else if (videos.load(uid) instanceof Registered video) {
            apply(uid, watch, watches.due(video, watch, now), causeless(wallClockMillis));
        } else {
            apply(uid, watch, Plan.nothing(), causeless(wallClockMillis));
        }
    }

    private static Record<String, @Nullable Void> causeless(long wallClockMillis) {
        return new Record<>("", null, wallClockMillis);
    }

    private void apply(Uid uid, @Nullable Watch before, Plan plan, Record<String, ?> cause) {
        rows.put(uid, before, plan.watch());
        stuck.changed(uid, before, plan.watch());
        plan.task()
                .ifPresent(
                        body -> {
                            // At a clock's time, not at the later of two: that one may lie ahead,
                            // and a broker refuses records from its future.
                            context.forward(
                                    cause.withKey(uid.value()).withValue(new StreamTask(uid, body)),
                                    TopologyNames.VIDEOS_TO_TASKS);
                            metrics.asked();
                        });
        if (plan.alarm()) {
            plan.watch().ifPresent(watch -> alarm(uid, watch));
        }
    }

    private void alarm(Uid uid, Watch watch) {
        metrics.alarm(watch.phase());
        LOG.warn(
                "video {} stands still: {} without a step since {}, Stream was asked {} times",
                uid,
                watch.phase(),
                watch.since(),
                watch.attempts());
    }

    /** Videos that were stored before there were watches, once and a slice at a time. */
    private void enrol(Instant now) {
        if (enrolment.done()) {
            return;
        }
        var walk = videos.walk(enrolment.position());
        for (var row : walk.slice(SLICE)) {
            var uid = row.value.registration().uid();
            if (rows.get(uid) == null) {
                rows.put(uid, null, watches.enrol(row.value, now));
            }
        }
        enrolment = new Enrolment(walk.position(), walk.isOver());
        rows.remember(enrolment);
    }

    void close() {
        stuck.close();
        parked.close();
    }
}
