package video.divine.media.processor.domain.governor;

import static org.assertj.core.api.Assertions.assertThat;

import static video.divine.media.processor.Sample.NOON;
import static video.divine.media.processor.domain.governor.CallPriority.BACKGROUND;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;

import video.divine.media.processor.domain.governor.GovernorCommand.ReportBlock;
import video.divine.media.processor.domain.governor.GovernorCommand.ReturnCalls;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What holds whatever the processes do with their leases. */
class GovernorProperties {
    private static final int LIMIT = 20;
    private static final long WINDOW = Duration.ofMinutes(5).toMillis();
    private static final int LEASE = 10_000;

    /**
     * A process asks for calls and does with them as it likes.
     *
     * @param pause since the step before, in milliseconds
     * @param begin when it makes its calls, in milliseconds after the grant
     * @param spread how much later each call begins than the one before; the lease's end is the end
     * @param underWay how long each takes to arrive at Stream, in milliseconds
     * @param unused calls that it never makes
     * @param givesBack whether it says so, by the time of the next step, or dies
     * @param block seconds of a block that somebody reports; 0 for none
     */
    record Step(
            int pause,
            int calls,
            CallPriority priority,
            int begin,
            int spread,
            int underWay,
            int unused,
            boolean givesBack,
            int block) {}

    /** When calls begin and arrive, in milliseconds of real time after noon. */
    private static final class Run {
        final GovernorScenario governor = new GovernorScenario(LIMIT);
        final List<Long> begun = new ArrayList<>();
        final List<Long> arrived = new ArrayList<>();
        private final List<ReturnCalls> unused = new ArrayList<>();

        /** How far the log's clock is ahead. */
        private Duration ahead = Duration.ZERO;

        /** The log's clock is set; no time passes. */
        void leap(Duration leap) {
            ahead = ahead.plus(leap);
            governor.after(leap);
        }

        void take(Step step) {
            governor.after(Duration.ofMillis(step.pause()));
            unused.forEach(governor::tell);
            unused.clear();
            if (step.block() > 0) {
                governor.tell(new ReportBlock(step.block()));
            }
            use(governor.lease(step.calls(), step.priority()), step);
        }

        private void use(GovernorAnswer.Leased leased, Step step) {
            var notMade = Math.min(step.unused(), leased.calls());
            if (notMade > 0 && step.givesBack()) {
                unused.add(new ReturnCalls(leased.until(), notMade, step.priority()));
            }
            var granted = Duration.between(NOON, governor.now().minus(ahead)).toMillis();
            for (int call = 0; call < leased.calls() - notMade; call++) {
                var begins = granted + Math.min(LEASE, step.begin() + call * step.spread());
                begun.add(begins);
                arrived.add(begins + step.underWay());
            }
        }
    }

    private static int mostInFiveMinutes(List<Long> times) {
        var sorted = new ArrayList<>(times);
        Collections.sort(sorted);
        var most = 0;
        var from = 0;
        for (int to = 0; to < sorted.size(); to++) {
            while (sorted.get(to) - sorted.get(from) >= WINDOW) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }

    @Property(tries = 2_000)
    void noFiveMinutesHoldMoreCallsThanTheLimit(
            @ForAll("steps") @Size(min = 1, max = 60) List<Step> steps) {
        var run = new Run();
        steps.forEach(run::take);

        assertThat(mostInFiveMinutes(run.begun)).isLessThanOrEqualTo(LIMIT);
        assertThat(mostInFiveMinutes(run.arrived)).isLessThanOrEqualTo(LIMIT);
    }

    /**
     * Also where the log's clock is set back, by however much and however often. Where it leaps
     * ahead the calls from before are forgotten: that is where the count begins anew.
     */
    @Property(tries = 2_000)
    void norDoTheyWhereTheClockIsSetBack(
            @ForAll("steps") @Size(min = 1, max = 60) List<Step> steps,
            @ForAll("leaps") @Size(60) List<Duration> leaps) {
        var run = new Run();
        for (int i = 0; i < steps.size(); i++) {
            if (leaps.get(i).isPositive()) {
                run.begun.clear();
                run.arrived.clear();
            }
            run.leap(leaps.get(i));
            run.take(steps.get(i));
            assertThat(mostInFiveMinutes(run.begun)).isLessThanOrEqualTo(LIMIT);
            assertThat(mostInFiveMinutes(run.arrived)).isLessThanOrEqualTo(LIMIT);
        }
    }

    /** Time stands still for 5 min 20 s at most, and then everything counts for 5 min 21 s. */
    @Property(tries = 500)
    void whoeverWaitsElevenMinutesIsGrantedHoweverTheClockLeapt(
            @ForAll("steps") @Size(max = 60) List<Step> steps,
            @ForAll("leaps") @Size(60) List<Duration> leaps,
            @ForAll CallPriority priority) {
        var run = new Run();
        for (int i = 0; i < steps.size(); i++) {
            run.leap(leaps.get(i));
            run.take(steps.get(i));
        }

        run.leap(leaps.getLast());

        run.governor.lease(1, priority);
        run.governor.after(Duration.ofSeconds(320 + 321)).grants(1, 1, priority);
    }

    @Property(tries = 500)
    void whoWaitsUntilToldIsGranted(@ForAll("steps") @Size(max = 60) List<Step> steps) {
        var run = new Run();
        for (var step : steps) {
            run.take(step);
            var answer = run.governor.lease(1, step.priority());
            answer.retryAt()
                    .ifPresent(
                            retryAt -> {
                                assertThat(retryAt).isAfter(run.governor.now());
                                var wait = Duration.between(run.governor.now(), retryAt);
                                run.governor
                                        .after(wait.minusMillis(1))
                                        .refuses(step.priority(), retryAt)
                                        .after(Duration.ofMillis(1))
                                        .grants(1, 1, step.priority());
                            });
        }
    }

    @Property(tries = 500)
    void backgroundIsNeverRefusedItsTenth(@ForAll("steps") @Size(max = 60) List<Step> steps) {
        var run = new Run();
        for (var step : steps) {
            run.take(step);
            var budget = run.governor.budget();
            var taken =
                    budget.slices().stream().mapToInt(slice -> slice.calls().background()).sum();
            if (budget.blockedUntil().isEmpty() && taken < LIMIT / 10) {
                run.governor.grants(1, 1, BACKGROUND);
            }
        }
    }

    /** Also where the log's clock is set back. */
    @Property(tries = 500)
    void slicesAreInOrderFewAndWithinTheLimit(
            @ForAll("steps") @Size(max = 60) List<Step> steps, @ForAll List<Boolean> back) {
        var run = new Run();
        for (int i = 0; i < steps.size(); i++) {
            if (i < back.size() && back.get(i)) {
                run.governor.after(Duration.ofMillis(-2L * steps.get(i).pause()));
            }
            run.take(steps.get(i));
            var slices = run.governor.budget().slices();
            assertThat(slices).extracting(Slice::second).isSorted().doesNotHaveDuplicates();
            // Ten seconds of leases that run, 311 of calls that count.
            assertThat(slices).hasSizeLessThanOrEqualTo(322);
            assertThat(slices)
                    .allMatch(it -> it.calls().user() >= 0 && it.calls().background() >= 0)
                    .noneMatch(it -> it.calls().equals(Calls.NONE));
            assertThat(
                            slices.stream()
                                    .mapToInt(it -> it.calls().user() + it.calls().background())
                                    .sum())
                    .isLessThanOrEqualTo(LIMIT);
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        var calls = Arbitraries.integers().between(1, LIMIT + 5);
        var moments = Arbitraries.oneOf(Arbitraries.of(0, LEASE), between(0, LEASE));
        Arbitrary<Integer> blocks =
                Arbitraries.frequency(Tuple.of(20, 0), Tuple.of(1, 5), Tuple.of(1, 300));
        return Combinators.combine(
                        Combinators.combine(pauses(), calls, Arbitraries.of(CallPriority.values()))
                                .as(Tuple::of),
                        moments,
                        Arbitraries.of(0, 1, 700),
                        moments,
                        between(0, 5),
                        Arbitraries.of(true, false),
                        blocks)
                .as(
                        (ask, begin, spread, underWay, unused, givesBack, block) ->
                                new Step(
                                        ask.get1(),
                                        ask.get2(),
                                        ask.get3(),
                                        begin,
                                        spread,
                                        underWay,
                                        unused,
                                        givesBack,
                                        block))
                .list();
    }

    /** Of the log's clock, before each step; mostly none. */
    @Provide
    Arbitrary<List<Duration>> leaps() {
        var moments =
                Arbitraries.of(1, 1_000, 10_000, 311_000, 319_999, 320_000, 320_001, 86_400_000);
        var leap = Arbitraries.oneOf(moments, between(0, 700_000)).map(Duration::ofMillis);
        return Arbitraries.frequencyOf(
                        Tuple.of(10, Arbitraries.just(Duration.ZERO)),
                        Tuple.of(1, leap),
                        Tuple.of(2, leap.map(Duration::negated)))
                .list();
    }

    /** Mostly around the moments at which something ends. */
    private static Arbitrary<Integer> pauses() {
        return Arbitraries.oneOf(
                Arbitraries.of(0, 1, 999, 1_000, 9_999, 10_000, 290_000, 299_999, 300_000),
                Arbitraries.of(309_999, 310_000, 311_000, 319_999, 320_000, 320_999, 321_000),
                between(0, 30_000),
                between(280_000, 330_000));
    }

    private static Arbitrary<Integer> between(int from, int to) {
        return Arbitraries.integers().between(from, to);
    }
}
