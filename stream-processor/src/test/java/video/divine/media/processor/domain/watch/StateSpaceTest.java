package video.divine.media.processor.domain.watch;

import static org.assertj.core.api.Assertions.assertThat;

import static video.divine.media.processor.Sample.ALICE;
import static video.divine.media.processor.Sample.NOON;
import static video.divine.media.processor.Sample.PATIENCE;
import static video.divine.media.processor.Sample.error;
import static video.divine.media.processor.Sample.id;
import static video.divine.media.processor.Sample.processing;
import static video.divine.media.processor.Sample.ready;
import static video.divine.media.processor.Sample.register;
import static video.divine.media.processor.Sample.registration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Whatever happens to a video in whatever order, it ends as Stream has it once it was asked often
 * enough: every sequence of up to six steps out of seven, for each way in which webhooks and tasks
 * get through.
 *
 * <p>A step happens in the world. {@code IN_PROGRESS}, {@code READY} and {@code ERROR}: Stream says
 * so, by webhook; where it had not come so far, it has now (an upload included), and where it
 * cannot have said so, nothing happens: before an upload that comes after the link's end, without
 * its record, or against the end that it has already. {@code EXPIRY}: the link ends and the grace
 * after it; the processor was down meanwhile.
 *
 * <p>"As Stream has it" means:
 *
 * <ul>
 *   <li>a video that was never registered is none, and is told to nobody;
 *   <li>one that its owner deleted after its registration is deleted, and Stream holds nothing,
 *       whatever Stream said before or after;
 *   <li>else where Stream is ready or has failed, so has the video; ready with every quality level;
 *   <li>where Stream still works on it, the video is processing, and is watched;
 *   <li>where nothing was uploaded until the link's end, the upload has expired, and Stream holds
 *       nothing: its record was deleted, which gives its reserved minutes back.
 * </ul>
 *
 * <p>And the video became ready exactly once if it is ready, or was when its owner deleted it;
 * never else. Webhooks that come again after the end change nothing.
 */
class StateSpaceTest {
    private static final int LONGEST = 6;
    private static final int SEQUENCES = 137_257;
    private static final Duration RECONCILED = Duration.ofHours(3);

    enum Step {
        REGISTRATION,
        UPLOAD,
        IN_PROGRESS,
        READY,
        ERROR,
        DELETE,
        EXPIRY
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
        TASKS_TWICE
    }

    private static final class World {
        private final WatchedVideo video = new WatchedVideo(PATIENCE);
        private final StreamModel stream = new StreamModel(registration(1).expiresAt());
        private final List<Notice> said = new ArrayList<>();
        private final Delivery delivery;
        private final boolean watching;
        private Instant now = NOON;
        private int tasks;
        private boolean deleted;
        private boolean readyWhenDeleted;

        World(Delivery delivery, boolean watching) {
            this.delivery = delivery;
            this.watching = watching;
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
            }
            work();
        }

        private void says(Holds step, Notice notice) {
            if (!stream.reach(step, now)) {
                return;
            }
            said.add(notice);
            switch (delivery) {
                case ONCE, TASKS_LOST, TASKS_TWICE -> hears(notice);
                case TWICE -> {
                    hears(notice);
                    hears(notice);
                }
                case LOST, LATE -> {}
            }
        }

        private void hears(Notice notice) {
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
                            case ONCE, TWICE, LOST, LATE -> 1;
                        };
                for (var time = 0; watching && time < times; time++) {
                    video.tell(stream.work(task), now);
                }
            }
        }

        /** The clock goes from one question to the next. */
        void reconcile() {
            if (delivery == Delivery.LATE) {
                said.reversed().forEach(this::hears);
            }
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
            if (ready && !video.video().orElseThrow().complete()) {
                return Optional.of("lacks quality levels");
            }
            var gone = expected.stream().anyMatch(it -> it == Phase.DELETED || it == Phase.EXPIRED);
            if (gone && stream.holds() != Holds.NOTHING) {
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

        private Phase asStreamHasIt() {
            return switch (stream.holds()) {
                case QUEUED, IN_PROGRESS -> Phase.PROCESSING;
                case READY -> Phase.READY;
                case ERROR -> Phase.FAILED;
                case PENDING, NOTHING -> Phase.EXPIRED;
            };
        }
    }

    /** All sequences, the shorter ones first. */
    private static List<Step> sequence(int number) {
        var rest = number;
        var length = 0;
        for (var ofLength = 1; rest >= ofLength; ofLength *= Step.values().length) {
            rest -= ofLength;
            length++;
        }
        var steps = new ArrayList<Step>(length);
        for (var position = 0; position < length; position++) {
            steps.add(Step.values()[rest % Step.values().length]);
            rest /= Step.values().length;
        }
        return steps;
    }

    private static Optional<String> flaw(List<Step> steps, Delivery delivery, boolean watching) {
        var world = new World(delivery, watching);
        steps.forEach(world::happens);
        world.reconcile();
        return world.flaw().map(flaw -> steps + " " + flaw);
    }

    private static Stream<String> flaws(Delivery delivery, boolean watching, LongAdder runs) {
        return IntStream.range(0, SEQUENCES)
                .parallel()
                .mapToObj(StateSpaceTest::sequence)
                .peek(_ -> runs.increment())
                .flatMap(steps -> flaw(steps, delivery, watching).stream());
    }

    @Test
    void theSequencesAreAllOfUpToSixSteps() {
        assertThat(sequence(0)).isEmpty();
        assertThat(sequence(1)).containsExactly(Step.REGISTRATION);
        assertThat(sequence(SEQUENCES - 1)).hasSize(LONGEST).containsOnly(Step.EXPIRY);
        assertThat(
                        IntStream.range(0, SEQUENCES)
                                .mapToObj(StateSpaceTest::sequence)
                                .distinct()
                                .count())
                .isEqualTo(SEQUENCES);
    }

    @ParameterizedTest
    @EnumSource
    void everySequenceEndsAsStreamHasIt(Delivery delivery) {
        var runs = new LongAdder();

        assertThat(flaws(delivery, true, runs).limit(5)).isEmpty();
        assertThat(runs.sum()).isEqualTo(SEQUENCES);
    }

    /**
     * The guard, seen failing: without watches a lost webhook is a video that is stuck for ever.
     */
    @Test
    void withoutWatchesItFindsVideosThatAreStuck() {
        var stuck = List.of(Step.REGISTRATION, Step.UPLOAD, Step.READY);

        assertThat(flaw(stuck, Delivery.LOST, false))
                .contains(stuck + " is Optional[AWAITING_UPLOAD], not Optional[READY]");
        assertThat(flaw(stuck, Delivery.LOST, true)).isEmpty();
        assertThat(flaws(Delivery.LOST, false, new LongAdder()).count()).isGreaterThan(50_000);
        // Even where every webhook comes: nobody else expires or deletes.
        assertThat(flaw(List.of(Step.REGISTRATION), Delivery.ONCE, false)).isPresent();
        assertThat(flaw(List.of(Step.REGISTRATION, Step.DELETE), Delivery.ONCE, false)).isPresent();
    }
}
