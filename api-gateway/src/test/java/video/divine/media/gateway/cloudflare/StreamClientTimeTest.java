package video.divine.media.gateway.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;

import static video.divine.media.gateway.cloudflare.StreamClientTest.COMMAND;
import static video.divine.media.gateway.cloudflare.StreamClientTest.REQUEST;
import static video.divine.media.gateway.cloudflare.StreamClientTest.SAGA;
import static video.divine.media.gateway.cloudflare.StreamClientTest.UID;
import static video.divine.media.gateway.cloudflare.StreamOperation.DELETE;
import static video.divine.media.gateway.cloudflare.StreamOperation.DIRECT_UPLOAD;
import static video.divine.media.gateway.cloudflare.StreamOperation.FIND_BY_NAME;
import static video.divine.media.gateway.cloudflare.StreamOperation.GET;
import static video.divine.media.gateway.cloudflare.TinyStream.after;
import static video.divine.media.gateway.cloudflare.TinyStream.before;
import static video.divine.media.gateway.cloudflare.TinyStream.error;
import static video.divine.media.gateway.cloudflare.TinyStream.withHeader;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

import video.divine.media.gateway.FakeClock;
import video.divine.media.gateway.FakeCommands;
import video.divine.media.gateway.cloudflare.CallBudget.Priority;
import video.divine.media.gateway.cloudflare.StreamFailure.Reason;
import video.divine.media.gateway.cloudflare.StreamFailure.StreamFault;
import video.divine.media.gateway.cloudflare.TinyStream.Answer;
import video.divine.media.gateway.governor.CallLeases;
import video.divine.media.service.tracing.Traces;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Waiting, giving up and keeping away, in virtual time. */
class StreamClientTimeTest {
    static final Answer.Reply SLOW_DOWN = error(429, 10429, "slow down");

    final VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
    final TinyStream stream = new TinyStream();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final StreamSettings settings =
            StreamSettings.of(StreamSettings.CLOUDFLARE, TinyStream.ACCOUNT, TinyStream.TOKEN);
    final StreamClient client = client(1_100);

    private StreamClient client(int calls) {
        return client(new FixedBudget(calls, () -> time.now(TimeUnit.NANOSECONDS)));
    }

    private StreamClient client(CallBudget budget) {
        return new StreamClient(
                StreamConnection.web(settings, new TinyStreamConnector(stream)),
                settings,
                budget,
                meters,
                Traces.NONE,
                () -> time.now(TimeUnit.NANOSECONDS),
                () -> {});
    }

    @AfterEach
    void backToRealTime() {
        VirtualTimeScheduler.reset();
    }

    @Test
    void retryAfterIsWaitedFor() {
        stream.script(GET, before(withHeader(SLOW_DOWN, "Retry-After", "3")));
        var call = new Watched<>(client.get(UID, SAGA));

        time.advanceTimeBy(Duration.ofSeconds(3));
        assertThat(stream.count(GET)).isEqualTo(1);
        time.advanceTimeBy(Duration.ofMillis(302));
        assertThat(stream.count(GET)).isEqualTo(2);
        assertThat(call.succeeded).isTrue();
    }

    @Test
    void aThrottledCallOfOneFailsNobodyElsesWhenItIsSoonOver() {
        var leases =
                new CallLeases(
                        new FakeCommands(),
                        1_100,
                        () -> time.now(TimeUnit.NANOSECONDS),
                        new FakeClock(),
                        meters);
        var leasing = client(leases);
        stream.script(GET, before(withHeader(SLOW_DOWN, "Retry-After", "1")));
        var calls = new ArrayList<Watched<?>>();
        for (int call = 0; call < 20; call++) {
            calls.add(new Watched<>(leasing.get(UID, SAGA)));
        }
        assertThat(stream.count(GET)).isEqualTo(1);

        time.advanceTimeBy(Duration.ofMillis(1_302));

        assertThat(calls).allSatisfy(call -> assertThat(call.succeeded).isTrue());
        leases.close();
    }

    @Test
    void retryAfterBeyondTheDeadlineIsPassedOnAtOnceAndKeepsEveryoneAway() {
        stream.script(GET, before(withHeader(SLOW_DOWN, "Retry-After", "120")));

        var throttled = new Watched<>(client.get(UID, SAGA)).fault();
        var next = new Watched<>(client.delete(UID, SAGA)).fault();

        assertThat(throttled.reason()).isEqualTo(Reason.THROTTLED);
        assertThat(throttled.retryAfter()).contains(Duration.ofMinutes(2));
        assertThat(next.reason()).isEqualTo(Reason.BUDGET_SPENT);
        assertThat(next.retryAfter()).contains(Duration.ofMinutes(2));
        assertThat(stream.operations()).containsExactly(GET);

        time.advanceTimeBy(Duration.ofMinutes(2));
        assertThat(new Watched<>(client.get(UID, SAGA)).succeeded).isTrue();
    }

    @Test
    void anAllowanceAtZeroKeepsUsFromTheBlockBehindIt() {
        stream.script(
                GET,
                before(withHeader(error(404, 10003, "-"), "Ratelimit", "\"default\";r=0;t=30")));

        assertThat(new Watched<>(client.get(UID, SAGA)).succeeded).isTrue();
        var next = new Watched<>(client.get(UID, SAGA)).fault();

        assertThat(next.reason()).isEqualTo(Reason.BUDGET_SPENT);
        assertThat(next.retryAfter()).contains(Duration.ofSeconds(30));
    }

    /** An answer of Stream's that says how many calls of twelve hundred the account has left. */
    private static Answer.Reply left(int calls) {
        return new Answer.Reply(
                200,
                Map.of(
                        "Ratelimit",
                        "\"default\";r=" + calls + ";t=30",
                        "Ratelimit-Policy",
                        "\"burst\";q=1200;w=300"),
                "");
    }

    @Test
    void theBackgroundLeavesTheLastOfTheAccountToUsers() {
        var few = client(20);
        var background = few.background();
        stream.script(DELETE, before(left(60)), before(left(59)));

        assertThat(new Watched<>(few.delete(UID, SAGA)).succeeded).isTrue();
        assertThat(new Watched<>(background.delete(UID, SAGA)).succeeded).isTrue();
        var next = new Watched<>(background.get(UID, SAGA)).fault();

        assertThat(next.reason()).isEqualTo(Reason.BUDGET_SPENT);
        assertThat(next.retryAfter()).contains(Duration.ofSeconds(30));
        assertThat(new Watched<>(few.get(UID, SAGA)).succeeded).isTrue();
        time.advanceTimeBy(Duration.ofSeconds(30));
        assertThat(new Watched<>(background.get(UID, SAGA)).succeeded).isTrue();
    }

    /** Others spend the account too: what is under way or leased here may be all that is left. */
    @Test
    void nobodyAsksWhenLessIsLeftThanIsUnderWayAndLeased() {
        var few = client(10);
        stream.always(GET, before(new Answer.Silence()));
        for (int call = 0; call < 4; call++) {
            var _ = new Watched<>(few.get(UID, SAGA));
        }
        // Then four are under way, and four are still leased.
        stream.script(DELETE, before(left(9)), before(left(6)));

        assertThat(new Watched<>(few.delete(UID, SAGA)).succeeded).isTrue();
        assertThat(new Watched<>(few.delete(UID, SAGA)).succeeded).isTrue();
        var next = new Watched<>(few.delete(UID, SAGA)).fault();

        assertThat(next.reason()).isEqualTo(Reason.BUDGET_SPENT);
        assertThat(next.retryAfter()).contains(Duration.ofSeconds(30));
    }

    /** Of a minute, say: it is near its end often, and what we have leased is not of it. */
    @Test
    void aSmallerLimitStopsNobodyBeforeItsEnd() {
        var few = client(10);
        var smaller = Map.of("Ratelimit", "\"m\";r=1;t=30", "Ratelimit-Policy", "\"m\";q=100;w=60");
        stream.always(GET, before(new Answer.Reply(404, smaller, "")));

        var _ = new Watched<>(few.get(UID, SAGA));
        var _ = new Watched<>(few.background().get(UID, SAGA));

        assertThat(meters.get("media.stream.budget.left").gauge().value()).isPositive();
    }

    @Test
    void callsThatHaveEndedAreNotUnderWay() {
        var few = client(10);
        stream.script(GET, before(error(404, 10003, "-")), before(new Answer.Reset()));
        stream.script(GET, before(new Answer.Silence()));
        var _ = new Watched<>(few.get(UID, SAGA));
        var _ = new Watched<>(few.get(UID, SAGA));
        var silent = few.get(UID, SAGA).subscribe();
        silent.dispose();
        time.advanceTimeBy(SAGA);
        int leased = (int) meters.get("media.stream.budget.left").gauge().value();
        stream.script(DELETE, before(left(leased)));

        assertThat(new Watched<>(few.delete(UID, SAGA)).succeeded).isTrue();
        assertThat(new Watched<>(few.delete(UID, SAGA)).succeeded).isTrue();
    }

    @Test
    void triesAreBoundedAndTheirPausesGrow() {
        stream.always(GET, before(error(503, 0, "oops")));
        var call = new Watched<>(client.get(UID, SAGA));

        assertThat(stream.count(GET)).isEqualTo(1);
        time.advanceTimeBy(Duration.ofMillis(99));
        assertThat(stream.count(GET)).isEqualTo(1);
        time.advanceTimeBy(Duration.ofMillis(203));
        assertThat(stream.count(GET)).isEqualTo(2);
        time.advanceTimeBy(Duration.ofMillis(602));
        assertThat(stream.count(GET)).isEqualTo(3);
        assertThat(call.fault().reason()).isEqualTo(Reason.SERVER_ERROR);
    }

    @Test
    void aSilentStreamEndsInsideTheDeadlineWhateverTheOperation() {
        for (var operation : StreamOperation.values()) {
            stream.always(operation, before(new Answer.Silence()));
        }
        var upload = new Watched<>(client.directUpload(REQUEST, SAGA));
        var find = new Watched<>(client.findByName(COMMAND, SAGA));
        var delete = new Watched<>(client.delete(UID, SAGA));
        var get = new Watched<>(client.get(UID, SAGA));

        time.advanceTimeBy(SAGA);

        assertThat(upload.fault().reason()).isEqualTo(Reason.TIMED_OUT);
        assertThat(find.fault().reason()).isEqualTo(Reason.TIMED_OUT);
        assertThat(delete.fault().reason()).isEqualTo(Reason.TIMED_OUT);
        assertThat(get.fault().reason()).isEqualTo(Reason.TIMED_OUT);
    }

    @Test
    void anAnswerLostInSilenceIsMadeGoodInsideTheDeadline() {
        stream.script(DIRECT_UPLOAD, after(new Answer.Silence()));
        var call = new Watched<>(client.directUpload(REQUEST, SAGA));

        time.advanceTimeBy(Duration.ofMillis(4_302));

        assertThat(call.succeeded).isTrue();
        assertThat(stream.uids()).hasSize(1);
    }

    @Test
    void aDeadlineShorterThanTheTimeoutIsKept() {
        stream.always(GET, before(new Answer.Silence()));
        var call = new Watched<>(client.get(UID, Duration.ofMillis(700)));

        time.advanceTimeBy(Duration.ofMillis(700));

        assertThat(call.fault().reason()).isEqualTo(Reason.TIMED_OUT);
        assertThat(stream.count(GET)).isEqualTo(1);
    }

    @Test
    void nothingIsSentWhenTheTimeIsOver() {
        var late = new Watched<>(client.directUpload(REQUEST, Duration.ZERO)).fault();

        assertThat(late.reason()).isEqualTo(Reason.OUT_OF_TIME);
        assertThat(stream.calls()).isEmpty();
        assertThat(meters.get("media.stream.budget.left").gauge().value()).isEqualTo(1_100);
    }

    @Test
    void theBreakerOpensProbesAndCloses() {
        stream.always(GET, before(error(500, 0, "oops")));
        for (int saga = 0; saga < 4; saga++) {
            var _ = new Watched<>(client.get(UID, SAGA));
            time.advanceTimeBy(Duration.ofMillis(910));
        }

        assertThat(stream.count(GET)).isEqualTo(10);
        var refused = new Watched<>(client.delete(UID, SAGA)).fault();
        assertThat(refused.reason()).isEqualTo(Reason.BREAKER_OPEN);
        assertThat(refused.retryAfter().orElseThrow())
                .isBetween(Duration.ofSeconds(8), Duration.ofSeconds(10));
        assertThat(stream.count(DELETE)).isZero();
        assertThat(breaker("open")).isEqualTo(1);

        stream.recover();
        time.advanceTimeBy(Duration.ofSeconds(10));
        for (int probe = 0; probe < 3; probe++) {
            assertThat(new Watched<>(client.get(UID, SAGA)).succeeded).isTrue();
        }
        assertThat(breaker("closed")).isEqualTo(1);
    }

    @Test
    void refusalsAndThrottlingDoNotMoveTheBreaker() {
        stream.always(GET, before(SLOW_DOWN));
        stream.always(DIRECT_UPLOAD, before(error(400, 10005, "odd")));
        for (int saga = 0; saga < 20; saga++) {
            var _ = new Watched<>(client.get(UID, SAGA));
            var _ = new Watched<>(client.directUpload(REQUEST, SAGA));
            time.advanceTimeBy(Duration.ofMillis(910));
        }

        assertThat(breaker("closed")).isEqualTo(1);
    }

    @Test
    void aSpentBudgetIsSaidAtOnce() {
        var spent = client(0);

        var refused = new Watched<>(spent.get(UID, SAGA)).fault();

        assertThat(refused.reason()).isEqualTo(Reason.BUDGET_SPENT);
        assertThat(refused.retryAfter()).contains(FixedBudget.SPENT_FOR);
        assertThat(stream.calls()).isEmpty();
    }

    @Test
    void aSpentBudgetIsNoIllnessOfStream() {
        var spent = client(0);
        for (int call = 0; call < 30; call++) {
            var _ = new Watched<>(spent.get(UID, SAGA));
        }

        assertThat(breaker("closed")).isEqualTo(1);
    }

    @Test
    void itIsSaidWhoseCallsTheyAre() {
        var budget = new FixedBudget(10);
        var users = client(budget);
        var background = users.background();

        assertThat(new Watched<>(users.get(UID, SAGA)).succeeded).isTrue();
        assertThat(new Watched<>(background.get(UID, SAGA)).succeeded).isTrue();
        assertThat(new Watched<>(background.delete(UID, SAGA)).succeeded).isTrue();

        assertThat(budget.taken())
                .containsExactly(Priority.USER, Priority.BACKGROUND, Priority.BACKGROUND);
    }

    /** Ten calls to an ill Stream. */
    private void fallIll(StreamApi client) {
        stream.always(GET, before(error(500, 0, "oops")));
        for (int saga = 0; saga < 4; saga++) {
            var _ = new Watched<>(client.get(UID, SAGA));
            time.advanceTimeBy(Duration.ofMillis(910));
        }
    }

    @Test
    void theBackgroundsFailuresRefuseNoUser() {
        var background = client.background();
        fallIll(background);

        assertThat(new Watched<>(background.delete(UID, SAGA)).fault().reason())
                .isEqualTo(Reason.BREAKER_OPEN);
        assertThat(background.refusal(DELETE)).isPresent();
        assertThat(client.refusal(DELETE)).isEmpty();
        assertThat(new Watched<>(client.delete(UID, SAGA)).succeeded).isTrue();
        assertThat(breaker(Priority.BACKGROUND, "open")).isEqualTo(1);
        assertThat(breaker(Priority.USER, "closed")).isEqualTo(1);
        assertThat(client.standing(Priority.BACKGROUND).breaker()).isEqualTo("open");
    }

    @Test
    void theUsersBreakerRefusesTheBackgroundToo() {
        var background = client.background();
        fallIll(client);

        assertThat(new Watched<>(background.delete(UID, SAGA)).fault().reason())
                .isEqualTo(Reason.BREAKER_OPEN);
        assertThat(stream.count(DELETE)).isZero();
        assertThat(background.refusal(DELETE)).isPresent();
        assertThat(breaker(Priority.BACKGROUND, "closed")).isEqualTo(1);
    }

    /** Nobody may come to probe for a long time, and the background's calls are no probes. */
    @Test
    void theUsersBreakerKeepsTheBackgroundAwayNoLongerThanItsPause() {
        var background = client.background();
        fallIll(client);
        stream.recover();

        time.advanceTimeBy(Duration.ofSeconds(10));

        for (int call = 0; call < 5; call++) {
            assertThat(new Watched<>(background.delete(UID, SAGA)).succeeded).isTrue();
        }
        for (int probe = 0; probe < 3; probe++) {
            assertThat(new Watched<>(client.get(UID, SAGA)).succeeded).isTrue();
        }
    }

    @Test
    void whetherTheBreakerRefusesCanBeAskedWithoutProbing() {
        assertThat(client.refusal(DELETE)).isEmpty();
        fallIll(client);

        var refusal = client.refusal(DELETE).orElseThrow();
        assertThat(refusal.reason()).isEqualTo(Reason.BREAKER_OPEN);
        assertThat(refusal.operation()).isEqualTo(DELETE);
        assertThat(refusal.retryAfter().orElseThrow())
                .isBetween(Duration.ofSeconds(8), Duration.ofSeconds(10));

        stream.recover();
        time.advanceTimeBy(Duration.ofSeconds(10));
        for (int ask = 0; ask < 10; ask++) {
            assertThat(client.refusal(DELETE)).isEmpty();
        }
        assertThat(breaker("open")).isEqualTo(1);
        assertThat(new Watched<>(client.get(UID, SAGA)).succeeded).isTrue();
        for (int ask = 0; ask < 10; ask++) {
            assertThat(client.refusal(DELETE)).isEmpty();
        }
        stream.script(GET, before(new Answer.Silence()), before(new Answer.Silence()));
        var _ = new Watched<>(client.get(UID, SAGA));
        var _ = new Watched<>(client.get(UID, SAGA));
        assertThat(client.refusal(DELETE).orElseThrow().retryAfter())
                .contains(Duration.ofSeconds(1));
    }

    @Test
    void whetherTheBudgetRefusesCanBeAskedWithoutTaking() {
        var budget = new FixedBudget(1, () -> time.now(TimeUnit.NANOSECONDS));
        var sharing = client(budget);
        assertThat(sharing.refusal(DIRECT_UPLOAD)).isEmpty();
        assertThat(budget.taken()).isEmpty();

        budget.pauseBackgroundFor(Duration.ofSeconds(30));
        assertThat(sharing.refusal(DIRECT_UPLOAD)).isEmpty();
        assertThat(sharing.background().refusal(DIRECT_UPLOAD).orElseThrow().retryAfter())
                .contains(Duration.ofSeconds(30));
        assertThat(sharing.standing(Priority.BACKGROUND).pause()).isEqualTo(Duration.ofSeconds(30));

        budget.pauseFor(Duration.ofSeconds(9));
        var refusal = sharing.refusal(DIRECT_UPLOAD).orElseThrow();
        assertThat(refusal.reason()).isEqualTo(Reason.BUDGET_SPENT);
        assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(9));
    }

    /** It lets a call wait for ever, unless the test answers. */
    private record SlowBudget(Sinks.One<CallBudget.Answer> answer, Runnable giveBack)
            implements CallBudget {
        @Override
        public Mono<Answer> take(Priority priority, Duration within) {
            return answer.asMono();
        }

        @Override
        public void pauseFor(Duration asked) {}

        @Override
        public void pauseBackgroundFor(Duration asked) {}

        @Override
        public Duration pauseLeft(Priority priority) {
            return Duration.ZERO;
        }

        @Override
        public Optional<Duration> refusal(Priority priority) {
            return Optional.empty();
        }

        @Override
        public int left(Priority priority) {
            return 0;
        }
    }

    @Test
    void aCallThatMayGoOnlyWhenTheTimeIsOverIsGivenBack() {
        var givenBack = new AtomicInteger();
        var slow = new SlowBudget(Sinks.one(), givenBack::incrementAndGet);
        var call = new Watched<>(client(slow).get(UID, SAGA));

        time.advanceTimeBy(SAGA);
        slow.answer().tryEmitValue(new CallBudget.Answer.Granted(slow.giveBack()));

        assertThat(call.fault().reason()).isEqualTo(Reason.OUT_OF_TIME);
        assertThat(givenBack).hasValue(1);
        assertThat(stream.calls()).isEmpty();
    }

    @Test
    void aLostTicketIsNotSoughtWithoutBudget() {
        var sharing = client(1);
        stream.script(DIRECT_UPLOAD, after(error(500, 0, "oops")));
        var call = new Watched<>(sharing.directUpload(REQUEST, SAGA));

        time.advanceTimeBy(SAGA);

        assertThat(call.fault().operation()).isEqualTo(FIND_BY_NAME);
        assertThat(call.fault().reason()).isEqualTo(Reason.BUDGET_SPENT);
    }

    private double breaker(String state) {
        return breaker(Priority.USER, state);
    }

    private double breaker(Priority priority, String state) {
        return meters.get("media.stream.breaker.state")
                .tag("priority", priority.word())
                .tag("state", state)
                .gauge()
                .value();
    }

    /** A call under way, and how it ended. */
    private static final class Watched<T> {
        boolean succeeded;
        private final AtomicReference<@Nullable Throwable> error = new AtomicReference<>();

        Watched(Mono<T> call) {
            var _ = call.subscribe(_ -> {}, error::set, () -> succeeded = true);
        }

        StreamFault fault() {
            assertThat(error.get()).isInstanceOf(StreamFault.class);
            return (StreamFault) Objects.requireNonNull(error.get());
        }
    }
}
