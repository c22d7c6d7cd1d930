package video.divine.media.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

import video.divine.media.avro.Outcome;
import video.divine.media.avro.ReplyTo;
import video.divine.media.avro.UploadCancelled;
import video.divine.media.schemas.MediaTopic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Who waits for an outcome, how long, and how many at once; in virtual time. */
class WaitersTest {
    private static final ReplyAddress ADDRESS = new ReplyAddress(3, "mine");
    private static final MediaTopic CLAIMS = MediaTopic.CLAIM_COMMANDS;
    private static final MediaTopic VIDEOS = MediaTopic.VIDEO_COMMANDS;

    final VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final List<ReplyTo> sent = new ArrayList<>();
    final Waiters waiters = waiters(CommandSettings.DEFAULT);

    private Waiters waiters(CommandSettings settings) {
        return new Waiters(ADDRESS, settings, meters, () -> time.now(TimeUnit.NANOSECONDS));
    }

    @AfterEach
    void backToRealTime() {
        VirtualTimeScheduler.reset();
    }

    private CompletableFuture<@Nullable Outcome> ask(Waiters waiters) {
        return waiters.await(
                        CLAIMS,
                        replyTo -> {
                            sent.add(replyTo);
                            return Mono.empty();
                        })
                .toFuture();
    }

    private static Outcome outcome(ReplyTo replyTo) {
        return new Outcome(replyTo, "c", false, new UploadCancelled());
    }

    private static UnavailableException unavailable(CompletableFuture<?> answer) {
        assertThat(answer).isCompletedExceptionally();
        try {
            answer.join();
            throw new AssertionError("Expected a failure");
        } catch (CompletionException e) {
            if (e.getCause() instanceof UnavailableException unavailable) {
                return unavailable;
            }
            throw e;
        }
    }

    private double inFlight() {
        return meters.get(CommandMetrics.IN_FLIGHT).gauge().value();
    }

    @Test
    void theOutcomeReachesTheOneWhoAsked() {
        var first = ask(waiters);
        var second = ask(waiters);
        assertThat(inFlight()).isEqualTo(2);

        waiters.complete(outcome(sent.get(1)));

        assertThat(first).isNotDone();
        assertThat(second).isCompletedWithValue(outcome(sent.get(1)));
        assertThat(inFlight()).isEqualTo(1);
    }

    @Test
    void everySendHasItsOwnCorrelation() {
        var _ = ask(waiters);
        var _ = ask(waiters);

        assertThat(sent)
                .allSatisfy(
                        replyTo -> {
                            assertThat(replyTo.getPartition()).isEqualTo(3);
                            assertThat(replyTo.getGateway()).isEqualTo("mine");
                        })
                .extracting(ReplyTo::getCorrelationId)
                .doesNotHaveDuplicates();
    }

    @Test
    void anOutcomeForAnEarlierRunIsIgnored() {
        var answer = ask(waiters);

        waiters.complete(outcome(new ReplyTo(3, "another", sent.getFirst().getCorrelationId())));

        assertThat(answer).isNotDone();
    }

    @Test
    void anOutcomeNobodyWaitsForIsIgnored() {
        var answer = ask(waiters);

        waiters.complete(outcome(new ReplyTo(3, "mine", "unheard-of")));
        waiters.complete(outcome(sent.getFirst()));
        waiters.complete(outcome(sent.getFirst()));

        assertThat(answer).isCompleted();
        assertThat(inFlight()).isZero();
    }

    @Test
    void anOutcomeMayBeFasterThanTheAcknowledgement() {
        var acknowledged = new CompletableFuture<Void>();
        var answer =
                waiters.await(
                                CLAIMS,
                                replyTo -> {
                                    waiters.complete(outcome(replyTo));
                                    return Mono.fromFuture(acknowledged);
                                })
                        .toFuture();
        assertThat(answer).isNotDone();

        acknowledged.complete(null);

        assertThat(answer).isCompleted();
    }

    @Test
    void whoeverHearsNothingIsToldThatTheOutcomeIsUnknown() {
        var answer = ask(waiters);

        time.advanceTimeBy(Duration.ofMillis(4_999));
        assertThat(answer).isNotDone();
        time.advanceTimeBy(Duration.ofMillis(1));

        var failure = unavailable(answer);
        assertThat(failure).isInstanceOf(OutcomeUnknownException.class);
        assertThat(failure.reason()).isEqualTo("outcome_unknown");
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(inFlight()).isZero();
    }

    @Test
    void sendingCountsForTheTimeToo() {
        var answer = waiters.await(CLAIMS, _ -> Mono.never()).toFuture();

        time.advanceTimeBy(Duration.ofSeconds(5));

        assertThat(unavailable(answer)).isInstanceOf(OutcomeUnknownException.class);
    }

    @Test
    void beyondFiveHundredAndTwelveTheCallerIsSentAwayAtOnce() {
        for (int i = 0; i < 512; i++) {
            assertThat(ask(waiters)).isNotDone();
        }

        var failure = unavailable(ask(waiters));

        assertThat(failure.reason()).isEqualTo("overloaded");
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(sent).hasSize(512);
        assertThat(inFlight()).isEqualTo(512);
    }

    private double limit(MediaTopic topic) {
        return meters.get(CommandMetrics.LIMIT).tag("topic", topic.topic()).gauge().value();
    }

    private void beLate() {
        for (int i = 0; i < 60; i++) {
            var _ = ask(waiters);
        }
        time.advanceTimeBy(Duration.ofMillis(2_501));
        sent.forEach(replyTo -> waiters.complete(outcome(replyTo)));
    }

    @Test
    void whereOutcomesAreLateFewerMayWait() {
        beLate();

        assertThat(limit(CLAIMS)).isEqualTo(16);
        assertThat(limit(VIDEOS)).isEqualTo(512);
        for (int i = 0; i < 16; i++) {
            assertThat(ask(waiters)).isNotDone();
        }
        assertThat(unavailable(ask(waiters)).reason()).isEqualTo("overloaded");
        assertThat(waiters.await(VIDEOS, _ -> Mono.empty()).toFuture()).isNotDone();
    }

    @Test
    void whereNoneComesFewerMayWait() {
        var _ = ask(waiters);
        time.advanceTimeBy(Duration.ofSeconds(5));

        assertThat(limit(CLAIMS)).isEqualTo(409);
    }

    @Test
    void whereTheyAreTimelyAgainMoreMay() {
        beLate();
        var rounds = 0;
        while (limit(CLAIMS) < 200) {
            sent.forEach(replyTo -> waiters.complete(outcome(replyTo)));
            sent.clear();
            for (var room = (int) limit(CLAIMS); room > 0; room--) {
                var _ = ask(waiters);
            }
            rounds++;
        }

        assertThat(rounds).isLessThan(10);
    }

    @Test
    void whoIsSentAwayOrLeavesEarlySaysNothingAboutTheProcessors() {
        var broken = waiters.await(CLAIMS, _ -> Mono.error(new IllegalStateException()));
        assertThat(broken.toFuture()).isCompletedExceptionally();
        var leaver = waiters.await(CLAIMS, _ -> Mono.never()).subscribe();
        time.advanceTimeBy(Duration.ofMillis(2_500));
        leaver.dispose();

        assertThat(limit(CLAIMS)).isEqualTo(512);
    }

    /** As behind a proxy that waits for three seconds: the record is in the log all the same. */
    @Test
    void whoLeavesLateWasWithoutAnAnswer() {
        var leaver = waiters.await(CLAIMS, _ -> Mono.never()).subscribe();
        time.advanceTimeBy(Duration.ofSeconds(3));
        leaver.dispose();

        assertThat(limit(CLAIMS)).isEqualTo(409);
    }

    @Test
    void whatConcludesNeedsNoSlotAndFreesNone() {
        var one = waiters(new CommandSettings(Duration.ofSeconds(5), 1));
        var begun = ask(one);

        var concluded =
                one.awaitBeyondTheBound(
                                replyTo -> {
                                    sent.add(replyTo);
                                    return Mono.empty();
                                })
                        .toFuture();
        assertThat(concluded).isNotDone();
        one.complete(outcome(sent.getLast()));
        assertThat(concluded).isCompletedWithValue(outcome(sent.getLast()));

        assertThat(begun).isNotDone();
        assertThat(unavailable(ask(one)).reason()).isEqualTo("overloaded");
    }

    @Test
    void whatConcludesWaitsNoLongerThanOthers() {
        var concluded = waiters.awaitBeyondTheBound(_ -> Mono.empty()).toFuture();
        assertThat(inFlight()).isEqualTo(1);

        time.advanceTimeBy(Duration.ofSeconds(5));

        assertThat(unavailable(concluded)).isInstanceOf(OutcomeUnknownException.class);
        assertThat(inFlight()).isZero();
    }

    @Test
    void aSlotComesFreeHoweverTheWaitEnds() {
        var one = waiters(new CommandSettings(Duration.ofSeconds(5), 1));

        var answered = ask(one);
        one.complete(outcome(sent.getLast()));
        assertThat(answered).isCompleted();

        var late = ask(one);
        time.advanceTimeBy(Duration.ofSeconds(5));
        assertThat(late).isCompletedExceptionally();

        var broken = one.await(CLAIMS, _ -> Mono.error(new IllegalStateException())).toFuture();
        assertThat(broken).isCompletedExceptionally();

        var worse =
                one.await(
                                CLAIMS,
                                _ -> {
                                    throw new IllegalStateException();
                                })
                        .toFuture();
        assertThat(worse).isCompletedExceptionally();

        one.await(CLAIMS, _ -> Mono.empty()).subscribe().dispose();

        assertThat(ask(one)).isNotDone();
    }

    @Test
    void theSlotIsFreeBeforeTheAnswerIsHandedOn() {
        var one = waiters(new CommandSettings(Duration.ofSeconds(5), 1));
        var next =
                one.await(CLAIMS, _ -> Mono.empty())
                        .flatMap(_ -> one.await(CLAIMS, replyTo -> send(one, replyTo)))
                        .toFuture();

        one.complete(outcome(new ReplyTo(3, "mine", "1")));

        assertThat(next).isCompleted();
    }

    private static Mono<Void> send(Waiters waiters, ReplyTo replyTo) {
        waiters.complete(outcome(replyTo));
        return Mono.empty();
    }

    @Test
    void nothingIsSentBeforeSomebodySubscribes() {
        assertThat(waiters.await(CLAIMS, _ -> Mono.error(new AssertionError("sent")))).isNotNull();

        assertThat(inFlight()).isZero();
    }
}
