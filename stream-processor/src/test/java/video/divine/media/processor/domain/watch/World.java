package video.divine.media.processor.domain.watch;

import static video.divine.media.processor.Sample.ALICE;
import static video.divine.media.processor.Sample.NOON;
import static video.divine.media.processor.Sample.PATIENCE;
import static video.divine.media.processor.Sample.error;
import static video.divine.media.processor.Sample.id;
import static video.divine.media.processor.Sample.processing;
import static video.divine.media.processor.Sample.ready;
import static video.divine.media.processor.Sample.register;
import static video.divine.media.processor.Sample.registration;

import video.divine.media.processor.domain.video.Notice;
import video.divine.media.processor.domain.video.Phase;
import video.divine.media.processor.domain.video.VideoCommand.DeleteVideo;
import video.divine.media.processor.domain.video.VideoCommand.RecordNotice;
import video.divine.media.processor.domain.video.VideoEvent.VideoBecameReady;
import video.divine.media.processor.domain.watch.StreamModel.Holds;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One video, Stream's record of it, and what lies between them. */
final class World {
    private static final Duration RECONCILED = Duration.ofHours(3);

    enum Step {
        REGISTRATION,
        UPLOAD,
        IN_PROGRESS,
        READY,
        ERROR,
        DELETE,
        EXPIRY,
        GONE;

        boolean isWebhook() {
            return this == IN_PROGRESS || this == READY || this == ERROR;
        }
    }

    /** How what is sent gets through. */
    enum Delivery {
        ONCE,
        TWICE,
        /** No webhook comes. */
        LOST,
        /** All webhooks come after all steps, the last one first. */
        LATE,
        /** Every second task is not done. */
        TASKS_LOST,
        /** Every task is done twice. */
        TASKS_TWICE,
        /** Stream's first DELETE finds nothing, and says that nothing is there. */
        FIRST_DELETE_BLIND
    }

    /**
     * What becomes of webhooks.
     *
     * @param late those that come after all steps, as bits; first the others are as {@link
     *     Delivery} says
     * @param lost those that never come, as bits
     */
    record Fate(int late, int lost) {
        static final Fate GOOD = new Fate(0, 0);

        boolean isLate(int webhook) {
            return (late >> webhook & 1) == 1;
        }

        boolean isLost(int webhook) {
            return (lost >> webhook & 1) == 1;
        }
    }

    private final WatchedVideo video = new WatchedVideo(PATIENCE);
    private final StreamModel stream;
    private final List<Notice> said = new ArrayList<>();
    final List<Notice> late = new ArrayList<>();
    private final Fate fate;
    private final Delivery delivery;
    private final boolean watching;
    private Instant now = NOON;
    private int tasks;
    private boolean deleted;
    private boolean readyWhenDeleted;
    private boolean heardSinceDeleted;
    private boolean gone;

    World(Delivery delivery, Fate fate, boolean watching) {
        this.delivery = delivery;
        this.fate = fate;
        this.watching = watching;
        this.stream =
                new StreamModel(
                        registration(1).expiresAt(),
                        delivery == Delivery.FIRST_DELETE_BLIND ? 1 : 0);
    }

    void happens(Step step) {
        now = now.plusSeconds(1);
        switch (step) {
            case REGISTRATION -> video.tell(register(1), now);
            case UPLOAD -> stream.upload(now);
            case IN_PROGRESS -> says(Holds.IN_PROGRESS, processing(50));
            case READY -> says(Holds.READY, ready(39));
            case ERROR -> says(Holds.ERROR, error());
            case DELETE -> {
                if (phase().isPresent() && !deleted) {
                    deleted = true;
                    readyWhenDeleted = phase().equals(Optional.of(Phase.READY));
                }
                video.tell(new DeleteVideo(id(50), ALICE), now);
            }
            case EXPIRY -> {
                var end = registration(1).expiresAt().plus(PATIENCE.uploadGrace());
                now = now.isBefore(end) ? end : now;
                look();
            }
            case GONE -> {
                gone = gone || stream.holds() != Holds.NOTHING;
                stream.delete();
            }
        }
        work();
    }

    private void says(Holds step, Notice notice) {
        if (!stream.reach(step, now)) {
            return;
        }
        var number = said.size();
        said.add(notice);
        if (fate.isLost(number)) {
            return;
        }
        if (fate.isLate(number)) {
            late.add(notice);
            return;
        }
        switch (delivery) {
            case ONCE, TASKS_LOST, TASKS_TWICE, FIRST_DELETE_BLIND -> hears(notice);
            case TWICE -> {
                hears(notice);
                hears(notice);
            }
            case LATE -> late.add(notice);
            case LOST -> {}
        }
    }

    private void hears(Notice notice) {
        heardSinceDeleted |= phase().equals(Optional.of(Phase.DELETED));
        video.tell(new RecordNotice(notice), now);
    }

    private void look() {
        if (watching) {
            video.look(now);
        }
    }

    private void work() {
        for (var task : video.takeTasks()) {
            tasks++;
            var times =
                    switch (delivery) {
                        case TASKS_LOST -> tasks % 2;
                        case TASKS_TWICE -> 2;
                        case ONCE, TWICE, LOST, LATE, FIRST_DELETE_BLIND -> 1;
                    };
            for (var time = 0; watching && time < times; time++) {
                video.tell(stream.work(task), now);
            }
        }
    }

    /** The clock goes from one question to the next, once what was late has come. */
    void reconcile(List<Notice> order) {
        order.forEach(this::hears);
        work();
        var end = now.plus(RECONCILED);
        while (watching && video.watch().filter(it -> !it.nextAt().isAfter(end)).isPresent()) {
            var next = video.watch().orElseThrow().nextAt();
            now = next.isAfter(now) ? next : now;
            look();
            work();
        }
    }

    Optional<Phase> phase() {
        return video.video().map(it -> it.phase());
    }

    /** What is wrong with the end, if anything. */
    Optional<String> flaw() {
        var expected = video.video().map(_ -> deleted ? Phase.DELETED : asStreamHasIt());
        if (!phase().equals(expected)) {
            return Optional.of("is " + phase() + ", not " + expected);
        }
        var became = video.events.stream().filter(VideoBecameReady.class::isInstance).count();
        var ready = expected.equals(Optional.of(Phase.READY));
        if (became != (ready || readyWhenDeleted ? 1 : 0)) {
            return Optional.of("became ready " + became + " times");
        }
        if (ready && !gone && !video.video().orElseThrow().complete()) {
            return Optional.of("lacks quality levels");
        }
        var ended = expected.stream().anyMatch(it -> it == Phase.DELETED || it == Phase.EXPIRED);
        var unheard = delivery == Delivery.FIRST_DELETE_BLIND && !heardSinceDeleted;
        if (ended && !unheard && stream.holds() != Holds.NOTHING) {
            return Optional.of("is left at Stream as " + stream.holds());
        }
        var open = expected.equals(Optional.of(Phase.PROCESSING));
        if (video.watch().isPresent() != open) {
            return Optional.of("is watched: " + video.watch());
        }
        said.forEach(this::hears);
        return phase().equals(expected)
                ? Optional.empty()
                : Optional.of("became " + phase() + " by a late webhook");
    }

    /** Nobody can know any more how it stood there, but by what Stream has said before. */
    private Phase asStreamHadIt() {
        var known = phase().orElseThrow();
        return switch (known) {
            case READY -> stream.reached(Holds.READY) ? known : Phase.FAILED;
            case FAILED -> stream.everUploaded() ? known : Phase.EXPIRED;
            case AWAITING_UPLOAD, PROCESSING, EXPIRED, DELETING, DELETED -> Phase.EXPIRED;
        };
    }

    private Phase asStreamHasIt() {
        if (gone) {
            return asStreamHadIt();
        }
        return switch (stream.holds()) {
            case QUEUED, IN_PROGRESS -> Phase.PROCESSING;
            case READY -> Phase.READY;
            case ERROR -> Phase.FAILED;
            case PENDING, NOTHING -> Phase.EXPIRED;
        };
    }
}
