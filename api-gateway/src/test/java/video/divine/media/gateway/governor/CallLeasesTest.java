package video.divine.media.gateway.governor;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

import video.divine.media.avro.CallPriority;
import video.divine.media.avro.CallsLeased;
import video.divine.media.avro.LeaseCalls;
import video.divine.media.avro.ReturnCalls;
import video.divine.media.gateway.FakeClock;
import video.divine.media.gateway.FakeCommands;
import video.divine.media.gateway.FakeGovernor;
import video.divine.media.gateway.Logs;
import video.divine.media.gateway.cloudflare.CallBudget.Answer;
import video.divine.media.gateway.cloudflare.CallBudget.Answer.Granted;
import video.divine.media.gateway.cloudflare.CallBudget.Answer.NotYet;
import video.divine.media.gateway.cloudflare.CallBudget.Priority;
import video.divine.media.gateway.command.OutcomeUnknownException;
import video.divine.media.gateway.command.UnavailableException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Calls by the governor's leave, in virtual time. */
class CallLeasesTest {
    private static final Duration SAGA = Duration.ofSeconds(15);

    /** Calls are handed out for so long. */
    private static final Duration SPENDING = Duration.ofSeconds(6);

    private static final String GOVERNOR_LOG = Governor.class.getName();

    final VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
    final Logs logs = Logs.ofTheGateway();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final FakeCommands commands = new FakeCommands();
    final FakeGovernor governor = commands.governor();
    final FakeClock clock = new FakeClock();
    final CallLeases leases =
            new CallLeases(commands, 1_100, () -> time.now(TimeUnit.NANOSECONDS), clock, meters);

    @AfterEach
    void backToRealTime() {
        leases.close();
        VirtualTimeScheduler.reset();
        logs.close();
    }

    /** Somebody who asked for a call, and every answer so far. */
    private List<Answer> ask(Priority priority, Duration within) {
        var answers = new ArrayList<Answer>();
        var _ = leases.take(priority, within).subscribe(answers::add);
        return answers;
    }

    private Answer user() {
        return only(ask(Priority.USER, SAGA));
    }

    private Answer background() {
        return only(ask(Priority.BACKGROUND, SAGA));
    }

    private static Answer only(List<Answer> answers) {
        assertThat(answers).hasSize(1);
        return answers.getFirst();
    }

    private void users(int calls) {
        for (int call = 0; call < calls; call++) {
            assertThat(user()).isInstanceOf(Granted.class);
        }
    }

    private static Duration refusal(Answer answer) {
        assertThat(answer).isInstanceOf(NotYet.class);
        return ((NotYet) answer).left();
    }

    private static void giveBack(Answer answer) {
        assertThat(answer).isInstanceOf(Granted.class);
        ((Granted) answer).giveBack().run();
    }

    private static Mono<CallsLeased> noKafka() {
        return Mono.error(
                new UnavailableException("Kafka took no command", "kafka", Duration.ofSeconds(2)));
    }

    private Sinks.One<CallsLeased> slowGovernor() {
        var slow = Sinks.<CallsLeased>one();
        governor.answer(slow.asMono());
        return slow;
    }

    @Test
    void nothingIsAskedForBeforeACall() {
        time.advanceTimeBy(Duration.ofMinutes(5));

        assertThat(governor.asked()).isEmpty();
        assertThat(leases.left()).isZero();
    }

    @Test
    void theFirstCallBringsAFew() {
        users(1);

        var request = governor.asked().getFirst();
        assertThat(request.getCalls()).isEqualTo(5);
        assertThat(request.getPriority()).isEqualTo(CallPriority.USER);
        assertThat(request.getCallsPerFiveMinutes()).isEqualTo(1_100);
        assertThat(request.getCommandId()).matches("[0-9a-f]{64}");
        assertThat(leases.left()).isEqualTo(4);
    }

    @Test
    void everyRequestHasAnIdOfItsOwn() {
        users(20);

        assertThat(governor.asked().stream().map(LeaseCalls::getCommandId)).doesNotHaveDuplicates();
        assertThat(governor.asked()).hasSizeGreaterThan(1);
    }

    @Test
    void moreIsAskedForBeforeTheStockIsGone() {
        users(2);
        assertThat(governor.asked()).hasSize(1);
        var slow = slowGovernor();

        users(3);

        assertThat(governor.asked()).hasSize(2);
        slow.tryEmitValue(FakeGovernor.leased(5));
        assertThat(leases.left()).isEqualTo(5);
    }

    @Test
    void oneRequestServesAllWhoWait() {
        var slow = slowGovernor();
        var waiting = new ArrayList<List<Answer>>();
        for (int caller = 0; caller < 4; caller++) {
            waiting.add(ask(Priority.USER, SAGA));
        }
        assertThat(governor.asked()).hasSize(1);
        assertThat(waiting).allSatisfy(answers -> assertThat(answers).isEmpty());

        slow.tryEmitValue(FakeGovernor.leased(5));

        assertThat(waiting)
                .allSatisfy(answers -> assertThat(only(answers)).isInstanceOf(Granted.class));
        assertThat(leases.left()).isEqualTo(1);
    }

    @Test
    void whoeverIsLeftInTheLineIsAskedForNext() {
        var slow = slowGovernor();
        var waiting = new ArrayList<List<Answer>>();
        for (int caller = 0; caller < 30; caller++) {
            waiting.add(ask(Priority.USER, SAGA));
        }

        slow.tryEmitValue(FakeGovernor.leased(5));

        assertThat(waiting)
                .allSatisfy(answers -> assertThat(only(answers)).isInstanceOf(Granted.class));
        assertThat(governor.amounts()).containsExactly(5, 25);
    }

    @Test
    void theAmountFollowsTheDemandUpToFifty() {
        users(300);

        assertThat(governor.amounts()).startsWith(5, 5, 10).contains(20, 40, 50);
        assertThat(governor.amounts()).allMatch(amount -> amount <= 50);
    }

    @Test
    void theAmountShrinksWhenLeasesEndUnused() {
        users(200);
        for (int quiet = 0; quiet < 8; quiet++) {
            time.advanceTimeBy(Duration.ofSeconds(10));
            users(1);
        }

        assertThat(governor.amounts().getLast()).isEqualTo(5);
    }

    @Test
    void aLeaseIsHandedOutForSixSecondsFromTheSendingOfTheRequest() {
        var slow = slowGovernor();
        var first = ask(Priority.BACKGROUND, SAGA);
        time.advanceTimeBy(Duration.ofSeconds(4));
        slow.tryEmitValue(FakeGovernor.leased(5));
        assertThat(only(first)).isInstanceOf(Granted.class);

        time.advanceTimeBy(Duration.ofMillis(1_999));
        assertThat(leases.left()).isEqualTo(4);
        time.advanceTimeBy(Duration.ofMillis(1));
        assertThat(leases.left()).isZero();
    }

    @Test
    void whatIsLeftThenGoesBackUnderTheNameOfTheLease() {
        users(2);
        assertThat(governor.returned()).isEmpty();

        time.advanceTimeBy(SPENDING);

        assertThat(governor.returned())
                .containsExactly(new ReturnCalls(FakeGovernor.UNTIL, 3, CallPriority.USER));
        assertThat(
                        meters.get("media.stream.calls.returned")
                                .tag("priority", "user")
                                .counter()
                                .count())
                .isEqualTo(3);
    }

    @Test
    void aLeaseThatComesTooLateGoesBackWhole() {
        var slow = slowGovernor();
        var call = ask(Priority.BACKGROUND, SAGA);
        time.advanceTimeBy(SPENDING);

        slow.tryEmitValue(FakeGovernor.leased(5));
        time.advanceTimeBy(Duration.ofMillis(1));

        assertThat(only(call)).isInstanceOf(NotYet.class);
        assertThat(leases.left()).isZero();
        assertThat(governor.returned())
                .containsExactly(new ReturnCalls(FakeGovernor.UNTIL, 5, CallPriority.BACKGROUND));
    }

    @Test
    void aCallThatWasNotSentGoesBackIntoTheStock() {
        var call = user();
        assertThat(leases.left()).isEqualTo(4);

        giveBack(call);

        assertThat(leases.left()).isEqualTo(5);
    }

    @Test
    void aCallOfALeaseThatIsNotHandedOutAnyMoreGoesBackToTheGovernor() {
        var call = user();
        time.advanceTimeBy(SPENDING);

        giveBack(call);

        assertThat(leases.left()).isZero();
        assertThat(governor.returned()).extracting(ReturnCalls::getCalls).containsExactly(4, 1);
    }

    @Test
    void aCallOfALeaseThatIsOverCountsAsMade() {
        var call = user();
        time.advanceTimeBy(Duration.ofSeconds(10));

        giveBack(call);

        assertThat(governor.returned()).extracting(ReturnCalls::getCalls).containsExactly(4);
    }

    @Test
    void usersLeaveAloneWhatWasLeasedForTheBackground() {
        assertThat(background()).isInstanceOf(Granted.class);
        governor.left(0);

        assertThat(refusal(user())).isPositive();

        for (int call = 0; call < 4; call++) {
            assertThat(background()).isInstanceOf(Granted.class);
        }
    }

    @Test
    void whatUsersAreRefusedIsNoDemandOfTheBackgrounds() {
        assertThat(background()).isInstanceOf(Granted.class);
        governor.left(0);
        for (int call = 0; call < 4; call++) {
            var _ = user();
        }
        governor.left(1_000);
        time.advanceTimeBy(SPENDING);

        assertThat(background()).isInstanceOf(Granted.class);

        assertThat(governor.asked())
                .filteredOn(request -> request.getPriority() == CallPriority.BACKGROUND)
                .extracting(LeaseCalls::getCalls)
                .containsOnly(5);
    }

    @Test
    void theBackgroundLeavesAloneWhatWasLeasedForUsers() {
        users(1);
        governor.left(0);

        assertThat(refusal(background())).isPositive();
        assertThat(leases.left()).isEqualTo(4);
    }

    @Test
    void aUserWaitsNotQuiteTwoSecondsForTheGovernor() {
        var _ = slowGovernor();
        var call = ask(Priority.USER, SAGA);

        time.advanceTimeBy(Duration.ofMillis(1_899));
        assertThat(call).isEmpty();
        time.advanceTimeBy(Duration.ofMillis(1));

        assertThat(refusal(only(call))).isPositive();
    }

    @Test
    void nobodyWaitsLongerThanHisOwnDeadline() {
        var _ = slowGovernor();
        var call = ask(Priority.BACKGROUND, Duration.ofMillis(300));

        time.advanceTimeBy(Duration.ofMillis(300));

        assertThat(refusal(only(call))).isPositive();
    }

    @Test
    void whoeverGaveUpTakesNoCallOfTheNextLease() {
        var slow = slowGovernor();
        var _ = ask(Priority.USER, SAGA);
        leases.take(Priority.USER, SAGA).subscribe().dispose();
        time.advanceTimeBy(Duration.ofSeconds(2));

        slow.tryEmitValue(FakeGovernor.leased(5));

        assertThat(leases.left()).isEqualTo(5);
    }

    @Test
    void aRefusalSaysWhenToComeBack() {
        governor.answer(Mono.just(FakeGovernor.none(clock.instant().plusSeconds(40))));

        assertThat(refusal(user())).isEqualTo(Duration.ofSeconds(40));
        time.advanceTimeBy(Duration.ofSeconds(3));
        assertThat(refusal(user())).isEqualTo(Duration.ofSeconds(37));
        assertThat(governor.asked()).hasSize(1);
    }

    @Test
    void afterFiveSecondsItIsAskedAgainAsOthersMayHaveReturnedSome() {
        governor.answer(Mono.just(FakeGovernor.none(clock.instant().plusSeconds(40))));
        assertThat(refusal(user())).isEqualTo(Duration.ofSeconds(40));

        time.advanceTimeBy(Duration.ofSeconds(5));

        users(1);
        assertThat(governor.asked()).hasSize(2);
    }

    @Test
    void aShortRefusalIsWaitedFor() {
        governor.answer(Mono.just(FakeGovernor.none(clock.instant().plusMillis(400))));
        var call = ask(Priority.USER, SAGA);
        assertThat(call).isEmpty();

        time.advanceTimeBy(Duration.ofMillis(400));

        assertThat(only(call)).isInstanceOf(Granted.class);
    }

    @Test
    void aClockThatGoesWrongMakesNoBusyLoop() {
        for (int request = 0; request < 100; request++) {
            governor.answer(Mono.just(FakeGovernor.none(clock.instant().minusSeconds(900))));
        }
        var call = ask(Priority.BACKGROUND, SAGA);

        time.advanceTimeBy(SAGA);

        assertThat(refusal(only(call))).isPositive();
        assertThat(governor.asked()).hasSizeBetween(2, 26);
    }

    @Test
    void withoutTheGovernorThereAreNoCallsAndItIsSaidOnce() {
        governor.answer(noKafka());
        governor.answer(noKafka());

        assertThat(refusal(user())).isEqualTo(Duration.ofSeconds(2));
        assertThat(refusal(user())).isEqualTo(Duration.ofSeconds(2));
        assertThat(governor.asked()).hasSize(1);
        time.advanceTimeBy(Duration.ofSeconds(2));
        assertThat(refusal(user())).isEqualTo(Duration.ofSeconds(2));
        assertThat(logs.lines(Level.WARN)).hasSize(1);

        time.advanceTimeBy(Duration.ofSeconds(2));
        users(1);
        assertThat(logs.lines(Level.INFO))
                .containsExactly("calls to Stream again, the governor is reached");
        assertThat(
                        meters.get("media.stream.leases")
                                .tag("priority", "user")
                                .tag("outcome", "unreachable")
                                .counter()
                                .count())
                .isEqualTo(2);
    }

    @Test
    void whyItIsNotReachedIsOnePlainSentence() {
        governor.answer(
                Mono.error(
                        new OutcomeUnknownException(
                                new UnavailableException(
                                        "No outcome within 5000 ms",
                                        "outcome_unknown",
                                        Duration.ofSeconds(1)))));

        assertThat(refusal(user())).isPositive();

        assertThat(logs.everything())
                .containsExactly(
                        GOVERNOR_LOG
                                + " no calls to Stream, the governor is not reached: No outcome"
                                + " within 5000 ms");
    }

    @Test
    void aBugIsSaidWithItsTrace() {
        governor.answer(Mono.error(new IllegalStateException("Expected leased calls")));

        assertThat(refusal(user())).isPositive();

        assertThat(logs.everything())
                .singleElement()
                .asString()
                .startsWith(GOVERNOR_LOG + " no calls to Stream, the governor cannot be asked")
                .contains("IllegalStateException: Expected leased calls")
                .contains("\tat ");
    }

    @Test
    void theStockIsSpentAlsoWhenTheGovernorIsGone() {
        users(2);
        governor.answer(noKafka());

        users(3);

        assertThat(refusal(user())).isPositive();
    }

    @Test
    void aBlockStopsEverybodyAtOnceAndIsReported() {
        users(1);
        var slow = slowGovernor();
        var waiting = ask(Priority.BACKGROUND, SAGA);

        leases.pauseFor(Duration.ofSeconds(5));

        assertThat(refusal(only(waiting))).isEqualTo(Duration.ofSeconds(5));
        assertThat(refusal(user())).isEqualTo(Duration.ofSeconds(5));
        assertThat(leases.left()).isZero();
        assertThat(governor.blocks()).containsExactly(5);
        slow.tryEmitValue(FakeGovernor.leased(5));
        assertThat(leases.left()).isZero();

        time.advanceTimeBy(Duration.ofSeconds(5));
        assertThat(leases.left()).isEqualTo(9);
    }

    @Test
    void aShortBlockIsWaitedOut() {
        users(1);

        leases.pauseFor(Duration.ofSeconds(1));
        var stocked = ask(Priority.USER, SAGA);
        var none = ask(Priority.BACKGROUND, SAGA);
        time.advanceTimeBy(Duration.ofMillis(999));
        assertThat(stocked).isEmpty();
        assertThat(none).isEmpty();
        assertThat(governor.asked()).hasSize(1);
        time.advanceTimeBy(Duration.ofMillis(1));

        assertThat(only(stocked)).isInstanceOf(Granted.class);
        assertThat(only(none)).isInstanceOf(Granted.class);
    }

    @Test
    void nobodyWaitsForTheEndOfABlockThatOutlastsHisPatience() {
        leases.pauseFor(Duration.ofSeconds(2));

        assertThat(refusal(user())).isEqualTo(Duration.ofSeconds(2));
        assertThat(refusal(only(ask(Priority.BACKGROUND, Duration.ofSeconds(2)))))
                .isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void whoWaitsForTheGovernorWaitsForAShortBlockToo() {
        var slow = slowGovernor();
        var call = ask(Priority.USER, SAGA);

        leases.pauseFor(Duration.ofSeconds(1));
        slow.tryEmitValue(FakeGovernor.leased(5));

        time.advanceTimeBy(Duration.ofMillis(999));
        assertThat(call).isEmpty();
        time.advanceTimeBy(Duration.ofMillis(1));
        assertThat(only(call)).isInstanceOf(Granted.class);
    }

    @Test
    void aBlockThatGrowsSendsAwayWhoeverWouldNotSeeItsEnd() {
        leases.pauseFor(Duration.ofSeconds(1));
        var call = ask(Priority.USER, SAGA);
        time.advanceTimeBy(Duration.ofMillis(500));

        leases.pauseFor(Duration.ofSeconds(3));
        assertThat(refusal(only(call))).isEqualTo(Duration.ofSeconds(3));
        time.advanceTimeBy(Duration.ofMillis(500));
        assertThat(refusal(user())).isEqualTo(Duration.ofMillis(2_500));
    }

    /** By its clock the block began when it heard of it, a moment after us. */
    @Test
    void theGovernorsOwnBlockIsWaitedForAfterOurs() {
        leases.pauseFor(Duration.ofSeconds(1));
        var call = ask(Priority.USER, SAGA);
        clock.advance(Duration.ofSeconds(1));
        governor.answer(Mono.just(FakeGovernor.none(clock.instant().plusMillis(30))));

        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(call).isEmpty();
        assertThat(governor.asked()).hasSize(1);
        time.advanceTimeBy(Duration.ofMillis(200));

        assertThat(only(call)).isInstanceOf(Granted.class);
    }

    @Test
    void thePauseOfTheBackgroundIsNoBusinessOfUsersNorOfTheGovernors() {
        users(1);
        assertThat(background()).isInstanceOf(Granted.class);

        leases.pauseBackgroundFor(Duration.ofSeconds(30));

        assertThat(refusal(background())).isEqualTo(Duration.ofSeconds(30));
        assertThat(leases.left(Priority.BACKGROUND)).isZero();
        assertThat(leases.pauseLeft(Priority.BACKGROUND)).isEqualTo(Duration.ofSeconds(30));
        assertThat(leases.pauseLeft(Priority.USER)).isZero();
        users(20);
        assertThat(governor.blocks()).isEmpty();

        leases.pauseFor(Duration.ofSeconds(5));
        assertThat(governor.blocks()).containsExactly(5);
        assertThat(refusal(background())).isEqualTo(Duration.ofSeconds(30));
        time.advanceTimeBy(Duration.ofSeconds(30));
        assertThat(background()).isInstanceOf(Granted.class);
    }

    @Test
    void whatWouldBeRefusedCanBeAskedWithoutTakingAnything() {
        assertThat(leases.refusal(Priority.USER)).isEmpty();
        assertThat(governor.asked()).isEmpty();

        leases.pauseFor(Duration.ofSeconds(1));
        assertThat(leases.refusal(Priority.USER)).isEmpty();
        leases.pauseFor(Duration.ofSeconds(3));
        assertThat(leases.refusal(Priority.USER)).contains(Duration.ofSeconds(3));
        assertThat(leases.refusal(Priority.BACKGROUND)).isEmpty();

        time.advanceTimeBy(Duration.ofSeconds(3));
        governor.answer(Mono.just(FakeGovernor.none(clock.instant().plusSeconds(40))));
        assertThat(refusal(user())).isEqualTo(Duration.ofSeconds(40));
        assertThat(leases.refusal(Priority.USER)).contains(Duration.ofSeconds(40));
        time.advanceTimeBy(Duration.ofSeconds(4));
        assertThat(leases.refusal(Priority.USER)).isEmpty();

        leases.close();
        assertThat(leases.refusal(Priority.USER)).isPresent();
    }

    @Test
    void aBlockThatAllCallsHearOfIsReportedOnce() {
        leases.pauseFor(Duration.ofSeconds(30));
        time.advanceTimeBy(Duration.ofMillis(100));
        leases.pauseFor(Duration.ofSeconds(30));
        leases.pauseFor(Duration.ofSeconds(10));
        assertThat(governor.blocks()).containsExactly(30);

        leases.pauseFor(Duration.ofMinutes(2));
        assertThat(governor.blocks()).containsExactly(30, 120);
        assertThat(refusal(user())).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void aBlockIsNeverLongerThanCloudflares() {
        leases.pauseFor(Duration.ofDays(20_000));

        assertThat(refusal(user())).isEqualTo(Duration.ofMinutes(5));
        assertThat(governor.blocks()).containsExactly(300);
    }

    @Test
    void closingReturnsWhatIsLeftAndEndsTheWaits() {
        users(1);
        var _ = slowGovernor();
        var waiting = ask(Priority.BACKGROUND, SAGA);

        leases.close();

        assertThat(governor.returned())
                .containsExactly(new ReturnCalls(FakeGovernor.UNTIL, 4, CallPriority.USER));
        assertThat(refusal(only(waiting))).isPositive();
        assertThat(refusal(user())).isPositive();
        assertThat(governor.asked()).hasSize(2);
    }
}
