package video.divine.media.processor.domain.video;

import static org.assertj.core.api.Assertions.assertThat;

import static video.divine.media.processor.Sample.ALICE;
import static video.divine.media.processor.Sample.BOB;
import static video.divine.media.processor.Sample.NOON;
import static video.divine.media.processor.Sample.id;
import static video.divine.media.processor.Sample.pending;
import static video.divine.media.processor.Sample.register;
import static video.divine.media.processor.Sample.sha256;
import static video.divine.media.processor.Sample.vine;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import org.jspecify.annotations.Nullable;

import video.divine.media.processor.domain.Aliases;
import video.divine.media.processor.domain.video.Notice.Measures;
import video.divine.media.processor.domain.video.Notice.Playback;
import video.divine.media.processor.domain.video.Notice.Rank;
import video.divine.media.processor.domain.video.VideoCommand.ConfirmDeletion;
import video.divine.media.processor.domain.video.VideoCommand.DeleteVideo;
import video.divine.media.processor.domain.video.VideoCommand.ExpireUpload;
import video.divine.media.processor.domain.video.VideoCommand.RecordAliases;
import video.divine.media.processor.domain.video.VideoCommand.RecordNotice;
import video.divine.media.processor.domain.video.VideoEvent.NoticeParked;
import video.divine.media.processor.domain.video.VideoEvent.VideoBecameReady;
import video.divine.media.processor.domain.video.VideoEvent.VideoFailed;
import video.divine.media.processor.domain.video.VideoState.Registered;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** What holds whatever Stream and clients say, in whatever order, however often. */
class VideoProperties {
    private static final VideoDecider DECIDER = new VideoDecider();

    /** Everything that a run of commands leaves behind; a second passes between any two. */
    private static final class Run {
        final List<VideoEvent> events = new ArrayList<>();
        final List<Instant> times = new ArrayList<>();
        VideoState state = DECIDER.initial();
        private Instant now = NOON;

        Run decide(VideoCommand command) {
            now = now.plusSeconds(1);
            var decision = DECIDER.decide(command, state, now);
            assertThat(DECIDER.decide(command, state, now)).isEqualTo(decision);
            for (var event : decision.events()) {
                state = DECIDER.evolve(state, event, now);
                events.add(event);
                times.add(now);
            }
            return this;
        }

        Registered video() {
            assertThat(state).isInstanceOf(Registered.class);
            return (Registered) state;
        }

        long count(Class<? extends VideoEvent> type) {
            return events.stream().filter(type::isInstance).count();
        }
    }

    private static Run run(List<VideoCommand> commands) {
        var run = new Run();
        commands.forEach(run::decide);
        return run;
    }

    /** Registered first, then told each of {@code notices}. */
    private static Run told(List<Notice> notices) {
        var run = new Run().decide(register(1));
        notices.forEach(notice -> run.decide(new RecordNotice(notice)));
        return run;
    }

    @Property(tries = 500)
    void aVideoBecomesReadyOrFailsAtMostOnce(
            @ForAll("commands") @Size(max = 40) List<VideoCommand> commands) {
        var run = run(commands);

        assertThat(run.count(VideoBecameReady.class) + run.count(VideoFailed.class))
                .isLessThanOrEqualTo(1);
        assertThat(run.count(VideoEvent.RenditionsCompleted.class)).isLessThanOrEqualTo(1);
        assertThat(run.count(VideoEvent.VideoRegistered.class)).isLessThanOrEqualTo(1);
        assertThat(run.count(VideoEvent.DeletionStarted.class)).isLessThanOrEqualTo(1);
        assertThat(run.count(VideoEvent.VideoDeleted.class)).isLessThanOrEqualTo(1);
    }

    @Property(tries = 500)
    void theEventsFoldToTheStateAndTheSequenceHasNoGaps(
            @ForAll("commands") @Size(max = 40) List<VideoCommand> commands) {
        var run = run(commands);
        var state = DECIDER.initial();
        var sequence = 0;
        for (int i = 0; i < run.events.size(); i++) {
            state = DECIDER.evolve(state, run.events.get(i), run.times.get(i));
            if (state instanceof Registered video) {
                sequence++;
                assertThat(video.sequence()).isEqualTo(sequence);
                assertThat(video.updatedAt()).isEqualTo(run.times.get(i));
            }
        }
        assertThat(state).isEqualTo(run.state);
    }

    @Property(tries = 500)
    void noPhaseIsLeftButByAnAllowedStep(
            @ForAll("commands") @Size(max = 40) List<VideoCommand> commands) {
        var run = new Run();
        for (var command : commands) {
            var before = run.state;
            run.decide(command);
            if (before instanceof Registered video) {
                assertThat(next(video.phase())).contains(run.video().phase());
                assertThat(run.video().registration()).isEqualTo(video.registration());
                assertThat(run.video().aliases().byKind())
                        .containsAllEntriesOf(video.aliases().byKind());
                if (video.readyAt() != null) {
                    assertThat(run.video().readyAt()).isEqualTo(video.readyAt());
                }
            }
        }
    }

    private static Set<Phase> next(Phase phase) {
        return switch (phase) {
            case AWAITING_UPLOAD -> EnumSet.complementOf(EnumSet.of(Phase.DELETED));
            case PROCESSING ->
                    EnumSet.of(Phase.PROCESSING, Phase.READY, Phase.FAILED, Phase.DELETING);
            case READY -> EnumSet.of(Phase.READY, Phase.DELETING);
            case FAILED -> EnumSet.of(Phase.FAILED, Phase.DELETING);
            case EXPIRED -> EnumSet.of(Phase.EXPIRED, Phase.DELETING);
            case DELETING -> EnumSet.of(Phase.DELETING, Phase.DELETED);
            case DELETED -> EnumSet.of(Phase.DELETED);
        };
    }

    /** The first end is the end; before one, the furthest step is where the video stands. */
    @Property(tries = 500)
    void thePhaseFollowsFromTheRankAndTheFirstEnd(
            @ForAll("notices") @Size(max = 20) List<Notice> notices) {
        var end = notices.stream().filter(it -> it.rank() == Rank.ENDED).findFirst();
        var furthest =
                notices.stream()
                        .map(Notice::rank)
                        .max(Comparator.naturalOrder())
                        .orElse(Rank.PENDING);
        var expected =
                end.map(it -> it.readyToStream() ? Phase.READY : Phase.FAILED)
                        .orElse(
                                furthest == Rank.PENDING
                                        ? Phase.AWAITING_UPLOAD
                                        : Phase.PROCESSING);

        assertThat(told(notices).video().phase()).isEqualTo(expected);
    }

    @Property(tries = 500)
    void repeatingWhatWasJustSaidChangesNothing(
            @ForAll("notices") @Size(max = 20) List<Notice> notices) {
        var twice = notices.stream().flatMap(it -> List.of(it, it).stream()).toList();

        assertThat(told(twice).events).isEqualTo(told(notices).events);
    }

    /** Stream waits, works, has failed, is ready: each can contradict an end once. */
    @Property(tries = 500)
    void anEndHearsFewContradictions(
            @ForAll("commands") @Size(max = 40) List<VideoCommand> commands,
            @ForAll("notices") @Size(min = 20, max = 40) List<Notice> notices) {
        var run = run(commands);
        notices.forEach(notice -> run.decide(new RecordNotice(notice)));
        notices.forEach(notice -> run.decide(new RecordNotice(notice)));

        assertThat(run.count(VideoEvent.NoticeDisregarded.class)).isLessThanOrEqualTo(4);
    }

    @Property(tries = 500)
    void theOrderOfNoticesDoesNotMatterUnlessTheyContradictEachOther(
            @ForAll("notices") @Size(max = 12) List<Notice> notices, @ForAll int seed) {
        var consistent = notices.stream().filter(it -> !it.state().equals("error")).toList();
        var shuffled = new ArrayList<>(consistent);
        Collections.shuffle(shuffled, new Random(seed));

        assertThat(told(shuffled).video().phase()).isEqualTo(told(consistent).video().phase());
    }

    /**
     * Of readings of one step that Stream dated, the latest stands, in whatever order they come.
     */
    @Property(tries = 300)
    void withinOneStepTheLatestReadingStands(
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 0, max = 100) Integer> seconds,
            @ForAll boolean playable) {
        var readings = seconds.stream().map(second -> reading(second, playable)).toList();
        var latest = readings.stream().map(Notice::modified).max(Comparator.naturalOrder());

        assertThat(told(readings).video().notice())
                .satisfies(
                        notice -> {
                            assertThat(notice).isNotNull();
                            assertThat(notice.modified()).isEqualTo(latest.orElseThrow());
                            assertThat(notice.measures().duration())
                                    .isEqualTo(
                                            (double)
                                                    (latest.orElseThrow().getEpochSecond()
                                                            - NOON.getEpochSecond()));
                        });
    }

    private static Notice reading(int second, boolean playable) {
        return new Notice(
                playable ? "ready" : "inprogress",
                playable,
                null,
                null,
                null,
                NOON.plusSeconds(second),
                new Measures((double) second, null, null, null),
                Playback.NONE);
    }

    /** It makes no difference whether Stream or the registration is heard first. */
    @Property(tries = 500)
    void aParkedVideoStandsWhereARegisteredOneWould(
            @ForAll("notices") @Size(max = 12) List<Notice> notices) {
        var early = new Run();
        notices.forEach(notice -> early.decide(new RecordNotice(notice)));
        assertThat(early.events).allMatch(NoticeParked.class::isInstance);
        early.decide(register(1));
        var late = told(notices);

        assertThat(early.video().phase()).isEqualTo(late.video().phase());
        assertThat(early.video().notice()).isEqualTo(late.video().notice());
    }

    @Provide
    Arbitrary<List<VideoCommand>> commands() {
        var aliases = Arbitraries.of(Aliases.of(vine("cat")), Aliases.of(sha256(2), vine("dog")));
        return Arbitraries.<VideoCommand>frequencyOf(
                        Tuple.of(3, Arbitraries.just(register(1, sha256(1)))),
                        Tuple.of(12, notice().map(RecordNotice::new)),
                        Tuple.of(2, aliases.map(it -> new RecordAliases(id(9), it, false))),
                        Tuple.of(1, Arbitraries.just(new ExpireUpload())),
                        Tuple.of(
                                1,
                                Arbitraries.of(ALICE, BOB).map(it -> new DeleteVideo(id(5), it))),
                        Tuple.of(1, Arbitraries.just(new ConfirmDeletion())))
                .list();
    }

    @Provide
    Arbitrary<List<Notice>> notices() {
        return notice().list();
    }

    private static Arbitrary<Notice> notice() {
        Arbitrary<@Nullable Double> percent =
                Arbitraries.of(0.0, 39.0, 60.0, 100.0).injectNull(0.2);
        Arbitrary<@Nullable Instant> modified =
                Arbitraries.integers().between(0, 5).map(NOON::plusSeconds).injectNull(0.3);
        Arbitrary<@Nullable Double> duration = Arbitraries.of(7.0, 8.0).injectNull(0.5);
        return Combinators.combine(
                        Arbitraries.of(
                                "pendingupload",
                                "queued",
                                "downloading",
                                "inprogress",
                                "almost",
                                "ready",
                                "unplayable",
                                "error"),
                        percent,
                        modified,
                        duration)
                .as(VideoProperties::notice);
    }

    private static Notice notice(
            String state,
            @Nullable Double percent,
            @Nullable Instant modified,
            @Nullable Double duration) {
        return switch (state) {
            // Before the upload there is nothing to measure.
            case "pendingupload" -> pending();
            case "unplayable" -> told("ready", false, percent, modified, duration);
            default -> told(state, state.equals("ready"), percent, modified, duration);
        };
    }

    private static Notice told(
            String state,
            boolean playable,
            @Nullable Double percent,
            @Nullable Instant modified,
            @Nullable Double duration) {
        return new Notice(
                state,
                playable,
                percent,
                state.equals("error") ? "ERR_NON_VIDEO" : null,
                null,
                modified,
                new Measures(duration, null, null, null),
                Playback.NONE);
    }
}
