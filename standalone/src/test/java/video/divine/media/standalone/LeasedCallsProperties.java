package video.divine.media.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

import video.divine.media.avro.CallPriority;
import video.divine.media.avro.CallsLeased;
import video.divine.media.avro.ClaimCommand;
import video.divine.media.avro.GovernorCommand;
import video.divine.media.avro.LeaseCalls;
import video.divine.media.avro.Outcome;
import video.divine.media.avro.ReplyTo;
import video.divine.media.avro.ReturnCalls;
import video.divine.media.avro.VideoCommand;
import video.divine.media.gateway.cloudflare.CallBudget.Answer.Granted;
import video.divine.media.gateway.cloudflare.CallBudget.Answer.NotYet;
import video.divine.media.gateway.cloudflare.CallBudget.Priority;
import video.divine.media.gateway.command.Commands;
import video.divine.media.gateway.governor.CallLeases;
import video.divine.media.processor.domain.CommandId;
import video.divine.media.processor.domain.governor.Budget;
import video.divine.media.processor.domain.governor.GovernorAnswer;
import video.divine.media.processor.domain.governor.GovernorAnswer.Leased;
import video.divine.media.processor.domain.governor.GovernorDecider;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Two gateways and the governor that leases them calls, together and in virtual time: what the
 * governor keeps for the background must not be lost on the way.
 */
class LeasedCallsProperties {
    private static final int LIMIT = 100;
    private static final int TENTH = LIMIT / 10;
    private static final Duration SAGA = Duration.ofSeconds(15);
    private static final long WINDOW = Duration.ofMinutes(5).toMillis();

    /** A grant counts for 321 s at most, and whoever was refused does not ask again for 5 s. */
    private static final long COUNTS = Duration.ofSeconds(340).toMillis();

    /** A lease is handed out for 6 s, and returned after that. */
    private static final long RETURNS = Duration.ofSeconds(15).toMillis();

    /**
     * Some calls at once.
     *
     * @param pause since the step before, in milliseconds
     * @param sent or given back at once
     */
    record Step(int pause, int gateway, Priority priority, int calls, boolean sent) {}

    /** A call that was handed out, or some that were returned, in milliseconds. */
    private record Happening(long at, int calls) {}

    /** The governor's decisions, each 5 ms after the command and 5 ms before its answer. */
    private static final class GovernorLog implements Commands {
        private static final Instant NOON = Instant.parse("2027-01-15T12:00:00Z");
        private static final Duration WAY = Duration.ofMillis(5);

        private final VirtualTimeScheduler time;
        private final GovernorDecider decider = new GovernorDecider();
        final List<Happening> returnedByBackground = new ArrayList<>();
        private Budget budget = decider.initial();

        GovernorLog(VirtualTimeScheduler time) {
            this.time = time;
        }

        Instant now() {
            return NOON.plusMillis(time.now(TimeUnit.MILLISECONDS));
        }

        private GovernorAnswer decide(
                video.divine.media.processor.domain.governor.GovernorCommand command) {
            var now = now();
            var decision = decider.decide(command, budget, now);
            budget = budget.at(now);
            for (var event : decision.events()) {
                budget = decider.evolve(budget, event, now);
            }
            return decision.answer();
        }

        @Override
        public Mono<Outcome> lease(Function<ReplyTo, GovernorCommand> command) {
            var replyTo = new ReplyTo(0, "model", "1");
            var asked = (LeaseCalls) command.apply(replyTo).getBody();
            return Mono.delay(WAY)
                    .map(_ -> leased(asked))
                    .delayElement(WAY)
                    .map(leased -> new Outcome(replyTo, asked.getCommandId(), false, leased));
        }

        private CallsLeased leased(LeaseCalls asked) {
            var answer =
                    decide(
                            new video.divine.media.processor.domain.governor.GovernorCommand
                                    .LeaseCalls(
                                    new CommandId(asked.getCommandId()),
                                    asked.getCalls(),
                                    priority(asked.getPriority()),
                                    asked.getCallsPerFiveMinutes()));
            return switch (answer) {
                case Leased(var _, var calls, var until, var retryAt) ->
                        new CallsLeased(calls, until, retryAt.orElse(null));
                case GovernorAnswer.Noted _ -> throw new IllegalStateException("Expected a lease");
            };
        }

        @Override
        public Mono<Void> tell(GovernorCommand command) {
            return Mono.defer(
                    () ->
                            command.getBody() instanceof ReturnCalls back
                                    ? giveBack(back)
                                    : Mono.<Void>empty());
        }

        /** On its way, what is returned is nobody's: it counts from the moment of its sending. */
        private Mono<Void> giveBack(ReturnCalls back) {
            if (back.getPriority() == CallPriority.BACKGROUND) {
                returnedByBackground.add(
                        new Happening(time.now(TimeUnit.MILLISECONDS), back.getCalls()));
            }
            return Mono.delay(WAY)
                    .doOnNext(
                            _ ->
                                    decide(
                                            new video.divine.media.processor.domain.governor
                                                    .GovernorCommand.ReturnCalls(
                                                    back.getUntil(),
                                                    back.getCalls(),
                                                    priority(back.getPriority()))))
                    .then();
        }

        private static video.divine.media.processor.domain.governor.CallPriority priority(
                CallPriority priority) {
            return switch (priority) {
                case USER -> video.divine.media.processor.domain.governor.CallPriority.USER;
                case BACKGROUND ->
                        video.divine.media.processor.domain.governor.CallPriority.BACKGROUND;
            };
        }

        @Override
        public Mono<Outcome> ask(String key, Function<ReplyTo, ClaimCommand> command) {
            throw new UnsupportedOperationException("no claims here");
        }

        @Override
        public Mono<Outcome> askPatiently(String key, Function<ReplyTo, ClaimCommand> command) {
            throw new UnsupportedOperationException("no claims here");
        }

        @Override
        public Mono<Outcome> conclude(String key, Function<ReplyTo, ClaimCommand> command) {
            throw new UnsupportedOperationException("no claims here");
        }

        @Override
        public Mono<Outcome> askVideo(Function<ReplyTo, VideoCommand> command) {
            throw new UnsupportedOperationException("no videos here");
        }

        @Override
        public Mono<Void> tell(VideoCommand command) {
            throw new UnsupportedOperationException("no videos here");
        }

        @Override
        public Mono<Void> tell(String key, ClaimCommand command) {
            throw new UnsupportedOperationException("no claims here");
        }

        @Override
        public boolean isReady() {
            return true;
        }
    }

    /** Two gateways and their governor. */
    private static final class Deployment implements AutoCloseable {
        final VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
        final GovernorLog governor = new GovernorLog(time);
        final List<CallLeases> gateways = List.of(gateway(), gateway());
        final List<Long> made = new ArrayList<>();
        final List<Happening> madeByBackground = new ArrayList<>();
        private final List<String> refusedItsTenth = new ArrayList<>();

        private CallLeases gateway() {
            return new CallLeases(
                    governor,
                    LIMIT,
                    () -> time.now(TimeUnit.NANOSECONDS),
                    governor::now,
                    new SimpleMeterRegistry());
        }

        void call(int gateway, Priority priority, boolean sent) {
            var _ =
                    gateways.get(gateway)
                            .take(priority, SAGA)
                            .subscribe(
                                    answer -> {
                                        switch (answer) {
                                            case Granted(var giveBack) when !sent -> giveBack.run();
                                            case Granted _ -> made(priority);
                                            case NotYet _ -> refused(priority);
                                        }
                                    });
        }

        private void made(Priority priority) {
            long now = time.now(TimeUnit.MILLISECONDS);
            made.add(now);
            if (priority == Priority.BACKGROUND) {
                madeByBackground.add(new Happening(now, 1));
            }
        }

        /** The background had its tenth, or a gateway has it in stock, or had until just now. */
        private void refused(Priority priority) {
            if (priority == Priority.USER) {
                return;
            }
            long now = time.now(TimeUnit.MILLISECONDS);
            int had =
                    sum(madeByBackground, now - COUNTS)
                            + sum(governor.returnedByBackground, now - RETURNS)
                            + gateways.stream().mapToInt(it -> it.left(Priority.BACKGROUND)).sum();
            if (had < TENTH) {
                refusedItsTenth.add("after %d ms the background had only %d".formatted(now, had));
            }
        }

        private static int sum(List<Happening> happenings, long since) {
            return happenings.stream()
                    .filter(it -> it.at() >= since)
                    .mapToInt(Happening::calls)
                    .sum();
        }

        int mostInFiveMinutes() {
            int most = 0;
            int from = 0;
            for (int to = 0; to < made.size(); to++) {
                while (made.get(to) - made.get(from) >= WINDOW) {
                    from++;
                }
                most = Math.max(most, to - from + 1);
            }
            return most;
        }

        @Override
        public void close() {
            gateways.forEach(CallLeases::close);
            VirtualTimeScheduler.reset();
        }
    }

    @Property(tries = 300)
    void whateverIsAskedForTheBackgroundHasItsTenthAndTheLimitIsKept(
            @ForAll("steps") @Size(min = 1, max = 80) List<Step> steps) {
        try (var deployment = new Deployment()) {
            for (var step : steps) {
                deployment.time.advanceTimeBy(Duration.ofMillis(step.pause()));
                for (int call = 0; call < step.calls(); call++) {
                    deployment.call(step.gateway(), step.priority(), step.sent());
                }
            }
            deployment.time.advanceTimeBy(SAGA);

            assertThat(deployment.refusedItsTenth).isEmpty();
            assertThat(deployment.mostInFiveMinutes()).isLessThanOrEqualTo(LIMIT);
        }
    }

    /** Users ask for many times the limit, and somebody tidies up, a call now and then. */
    @Property(tries = 10)
    void underSustainedDemandTheBackgroundGoesOn(
            @ForAll @IntRange(min = 50, max = 1_000) int usersPause,
            @ForAll @IntRange(min = 500, max = 9_000) int backgroundPause) {
        long end = Duration.ofMinutes(20).toMillis();
        long step = Duration.ofSeconds(400).toMillis();
        try (var deployment = new Deployment()) {
            long nextOfBackground = 0;
            for (long now = 0; now < end; now += usersPause) {
                deployment.call((int) (now % 2), Priority.USER, true);
                deployment.call(1, Priority.USER, true);
                for (; nextOfBackground <= now; nextOfBackground += backgroundPause) {
                    deployment.call(0, Priority.BACKGROUND, true);
                }
                deployment.time.advanceTimeBy(Duration.ofMillis(usersPause));
            }

            for (long from = 0; from + step <= end; from += step) {
                assertThat(
                                Deployment.sum(deployment.madeByBackground, from)
                                        - Deployment.sum(deployment.madeByBackground, from + step))
                        .isGreaterThanOrEqualTo(TENTH);
            }
            assertThat(deployment.refusedItsTenth).isEmpty();
            assertThat(deployment.mostInFiveMinutes()).isLessThanOrEqualTo(LIMIT);
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        var pauses =
                Arbitraries.oneOf(
                        Arbitraries.of(0, 5, 10, 200, 1_900, 5_000, 6_000, 10_000, 321_000),
                        Arbitraries.integers().between(0, 20_000));
        return Combinators.combine(
                        pauses,
                        Arbitraries.of(0, 1),
                        Arbitraries.of(Priority.values()),
                        Arbitraries.integers().between(1, 120),
                        Arbitraries.of(true, true, true, false))
                .as(Step::new)
                .list();
    }
}
