package video.divine.media.gateway.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static video.divine.media.gateway.FakeCommands.QUOTA;
import static video.divine.media.gateway.FakeCommands.refusal;

import ch.qos.logback.classic.Level;

import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;

import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

import video.divine.media.avro.CancelUpload;
import video.divine.media.avro.CommandSource;
import video.divine.media.avro.ConfirmUpload;
import video.divine.media.avro.Outcome;
import video.divine.media.avro.RefusalReason;
import video.divine.media.avro.ReserveUpload;
import video.divine.media.avro.UploadCancelled;
import video.divine.media.avro.UploadFault;
import video.divine.media.avro.UploadGranted;
import video.divine.media.avro.UploadRegistered;
import video.divine.media.gateway.FakeClock;
import video.divine.media.gateway.FakeCommands;
import video.divine.media.gateway.Logs;
import video.divine.media.gateway.cloudflare.FakeStream;
import video.divine.media.gateway.cloudflare.StreamFailure;
import video.divine.media.gateway.cloudflare.StreamOperation;
import video.divine.media.gateway.cloudflare.StreamSettings;
import video.divine.media.gateway.cloudflare.UploadMethod;
import video.divine.media.gateway.command.CommandSettings;
import video.divine.media.gateway.command.OutcomeUnknownException;
import video.divine.media.gateway.command.UnavailableException;
import video.divine.media.gateway.http.Caller;
import video.divine.media.gateway.nostr.TokenSigner;
import video.divine.media.gateway.saga.SagaSteps;
import video.divine.media.service.problem.Problem;
import video.divine.media.service.problem.ProblemException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** The saga of an upload, in virtual time. */
class UploadsTest {
    private static final String COMMAND = "c".repeat(64);
    private static final Instant LEASE = FakeClock.START.plusSeconds(20);
    private static final UploadGranted GRANTED = new UploadGranted(1, LEASE, QUOTA);

    final VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
    final FakeCommands commands = new FakeCommands();
    final FakeStream stream = new FakeStream();
    final Logs logs = Logs.ofTheGateway();
    final Logs reactors = Logs.of("reactor");
    final UploadRequest request =
            new UploadRequest(
                    new Caller(new TokenSigner(1).pubkey(), COMMAND, CommandSource.NIP98, "hash"),
                    List.of(),
                    Map.of("title", "Hi"),
                    new UploadMethod.Basic());
    final UploadSettings settings = new UploadSettings(30, UploadSettings.DEFAULT_STREAM_DEADLINE);
    final Uploads uploads = uploads(settings, StreamSettings.Uploads.DEFAULT);

    private Uploads uploads(UploadSettings with, StreamSettings.Uploads tickets) {
        return new Uploads(
                commands,
                stream,
                with,
                tickets,
                CommandSettings.DEFAULT.timeout(),
                SagaSteps.UNWATCHED,
                this::now);
    }

    private Instant now() {
        return FakeClock.START.plusMillis(time.now(TimeUnit.MILLISECONDS));
    }

    @AfterEach
    void backToRealTime() {
        VirtualTimeScheduler.reset();
        logs.close();
        reactors.close();
    }

    private static StreamFailure fault(StreamOperation operation) {
        return new StreamFailure.StreamFault(
                operation, StreamFailure.Reason.SERVER_ERROR, "HTTP 500", null);
    }

    private static Throwable failure(CompletableFuture<?> future) {
        assertThat(future).isCompletedExceptionally();
        try {
            future.join();
            throw new AssertionError("Expected a failure");
        } catch (CompletionException e) {
            return e.getCause() == null ? e : e.getCause();
        }
    }

    private static Problem problem(CompletableFuture<?> future) {
        var failure = failure(future);
        assertThat(failure).isInstanceOf(ProblemException.class);
        return ((ProblemException) failure).problem();
    }

    private List<Class<?>> asked() {
        return commands.asked().stream().<Class<?>>map(Object::getClass).toList();
    }

    private CompletableFuture<@Nullable Outcome> upload() {
        return uploads.upload(request).toFuture();
    }

    @Test
    void aReservationNamesTheStorageLimitWhereThereIsOne() {
        assertThat(upload()).isCompleted();
        assertThat(commands.only(ReserveUpload.class).getStorageLimitSeconds()).isNull();
        commands.reset();

        var limited =
                uploads(
                        settings.withStorageLimit(OptionalInt.of(90)),
                        StreamSettings.Uploads.DEFAULT);
        assertThat(limited.upload(request).toFuture()).isCompleted();

        assertThat(commands.only(ReserveUpload.class).getStorageLimitSeconds()).isEqualTo(5_400.0);
    }

    @ParameterizedTest
    @CsvSource({
        "1,              PT30M1S",
        "1000000,        PT30M1S",
        "1000001,        PT30M2S",
        "600000000,      PT40M",
        "19800000000,    PT6H",
        "30000000000,    PT6H"
    })
    void theLinkOfATusUploadLivesAsLongAsItsFileMayTake(long bytes, Duration lives) {
        var tus =
                new UploadRequest(
                        request.caller(), List.of(), Map.of(), new UploadMethod.Tus(bytes));

        assertThat(uploads.upload(tus).toFuture()).isCompleted();

        var ends = FakeClock.START.plus(lives);
        assertThat(stream.requests().getFirst().expiry()).isEqualTo(ends);
        assertThat(commands.only(ConfirmUpload.class).getExpiresAt()).isEqualTo(ends);
    }

    @Test
    void anUploadIsReservedTicketedAndConfirmed() {
        var answer = upload();

        assertThat(answer).isCompleted();
        assertThat(Objects.requireNonNull(answer.join()).getBody())
                .isInstanceOf(UploadRegistered.class);
        assertThat(answer.join()).extracting(Outcome::getReplay).isEqualTo(false);
        assertThat(asked()).containsExactly(ReserveUpload.class, ConfirmUpload.class);
        assertThat(commands.keys()).containsOnly(COMMAND);
        var confirm = commands.only(ConfirmUpload.class);
        assertThat(confirm.getAttempt()).isEqualTo(1);
        assertThat(stream.uids()).containsExactly(confirm.getUid());
        assertThat(confirm.getExpiresAt()).isEqualTo(FakeClock.START.plusSeconds(1_800));
    }

    @Test
    void streamHasFifteenSecondsInsideTheLease() {
        var _ = upload();

        assertThat(stream.deadlines()).containsExactly(Duration.ofSeconds(15));
        assertThat(Duration.between(FakeClock.START, LEASE)).isGreaterThan(Duration.ofSeconds(15));
        assertThatThrownBy(() -> new UploadSettings(30, Duration.ofMillis(15_001)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("up to 15 s");
    }

    @Test
    void aRepeatAsksForTheAnswerWithABackOff() {
        var times = new ArrayList<Duration>();
        for (int i = 0; i < 4; i++) {
            commands.answer(_ -> noting(times, refusal(RefusalReason.IN_PROGRESS, LEASE)));
        }
        commands.answer(
                _ ->
                        noting(
                                times,
                                new UploadRegistered("abc", "owner", "https://u", LEASE, QUOTA)));

        var answer = upload();
        time.advanceTimeBy(Duration.ofSeconds(6));

        assertThat(answer).isCompleted();
        assertThat(times)
                .extracting(Duration::toMillis)
                .containsExactly(0L, 500L, 1_500L, 3_500L, 5_500L);
        assertThat(stream.requests()).isEmpty();
    }

    private Mono<SpecificRecord> noting(List<Duration> times, SpecificRecord answer) {
        times.add(Duration.between(FakeClock.START, now()));
        return Mono.just(answer);
    }

    @Test
    void aRepeatGivesUpAtItsDeadline() {
        for (int i = 0; i < 30; i++) {
            commands.answer(refusal(RefusalReason.IN_PROGRESS, LEASE));
        }

        var answer = upload();
        time.advanceTimeBy(Duration.ofMillis(13_499));
        assertThat(answer).isNotDone();
        time.advanceTimeBy(Duration.ofMillis(1));

        var problem = problem(answer);
        assertThat(problem.status().value()).isEqualTo(503);
        assertThat(problem.reason()).contains("upload_in_progress");
        assertThat(problem.headers().getFirst(HttpHeaders.RETRY_AFTER)).isEqualTo("7");
        assertThat(asked()).hasSize(9).containsOnly(ReserveUpload.class);
        time.advanceTimeBy(Duration.ofMinutes(1));
        assertThat(asked()).hasSize(9);
    }

    @Test
    void aLeaseThatRanOutIsTakenOverAndTheLostTicketLookedFor() {
        commands.answer(
                refusal(RefusalReason.IN_PROGRESS, LEASE), new UploadGranted(2, LEASE, QUOTA));

        var answer = upload();
        time.advanceTimeBy(Duration.ofMillis(500));

        assertThat(answer).isCompleted();
        assertThat(stream.requests().getFirst().repeated()).isTrue();
        assertThat(commands.only(ConfirmUpload.class).getAttempt()).isEqualTo(2);
        assertThat(stream.deadlines()).containsExactly(Duration.ofSeconds(15));
    }

    /** As while a processor takes over: the grant is used, and whoever asks again is answered. */
    @Test
    void aGrantThatComesAfterTheCallerWasSentAwayIsUsed() {
        commands.answer(
                _ -> Mono.<SpecificRecord>just(GRANTED).delayElement(Duration.ofSeconds(8)));

        var answer = upload();
        time.advanceTimeBy(Duration.ofSeconds(5));

        assertThat(failure(answer)).isInstanceOf(OutcomeUnknownException.class);
        assertThat(stream.requests()).isEmpty();
        time.advanceTimeBy(Duration.ofSeconds(3));
        assertThat(stream.deadlines()).containsExactly(Duration.ofSeconds(12));
        assertThat(asked()).containsExactly(ReserveUpload.class, ConfirmUpload.class);
    }

    /** Another one works on it already. */
    @Test
    void nobodyAsksAgainForACallerWhoWasSentAway() {
        commands.answer(
                _ ->
                        Mono.<SpecificRecord>just(refusal(RefusalReason.IN_PROGRESS, LEASE))
                                .delayElement(Duration.ofSeconds(8)));

        var answer = upload();
        time.advanceTimeBy(Duration.ofSeconds(20));

        assertThat(failure(answer)).isInstanceOf(OutcomeUnknownException.class);
        assertThat(asked()).containsExactly(ReserveUpload.class);
    }

    @Test
    void whoRepeatsWhatIsUnderWayHereWaitsForIt() {
        commands.answer(
                _ -> Mono.<SpecificRecord>just(GRANTED).delayElement(Duration.ofSeconds(8)));

        var first = upload();
        time.advanceTimeBy(Duration.ofSeconds(6));
        var second = uploads.upload(same()).toFuture();
        time.advanceTimeBy(Duration.ofSeconds(2));

        assertThat(failure(first)).isInstanceOf(OutcomeUnknownException.class);
        assertThat(second).isCompleted();
        assertThat(Objects.requireNonNull(second.join()).getReplay()).isTrue();
        assertThat(asked()).containsExactly(ReserveUpload.class, ConfirmUpload.class);
    }

    /** Another token and body of the same bytes. */
    private UploadRequest same() {
        var caller = request.caller();
        return new UploadRequest(
                new Caller(
                        new TokenSigner(1).pubkey(),
                        caller.commandId(),
                        caller.source(),
                        caller.bodyHash()),
                List.of(),
                Map.of("title", "Hi"),
                new UploadMethod.Basic());
    }

    @Test
    void whoRepeatsItWaitsForItAlsoWhereNothingNewIsBegun() {
        commands.answer(
                _ -> Mono.<SpecificRecord>just(GRANTED).delayElement(Duration.ofSeconds(1)));
        var first = upload();
        stream.refuse(
                new StreamFailure.StreamFault(
                        StreamOperation.DIRECT_UPLOAD,
                        StreamFailure.Reason.BREAKER_OPEN,
                        "",
                        null));

        var second = upload();
        assertThat(second).isNotDone();
        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(failure(second)).isEqualTo(failure(first));
        assertThat(asked()).containsExactly(ReserveUpload.class, CancelUpload.class);
    }

    /** It is known by then that somebody has begun. */
    @Test
    void whoCannotAskAgainIsNotToldThatNothingWasBegun() {
        commands.answer(refusal(RefusalReason.IN_PROGRESS, LEASE));
        commands.fail(new UnavailableException("too many", "overloaded", Duration.ofSeconds(1)));

        var answer = upload();
        time.advanceTimeBy(Duration.ofMillis(500));

        assertThat(failure(answer)).isInstanceOf(OutcomeUnknownException.class);
    }

    @Test
    void whoRepeatsItWithSomethingElseAsksTheLog() {
        commands.answer(
                _ -> Mono.<SpecificRecord>just(GRANTED).delayElement(Duration.ofSeconds(1)));
        commands.answer(refusal(RefusalReason.COMMAND_REUSED));
        var other =
                new UploadRequest(
                        new Caller(
                                request.caller().pubkey(), COMMAND, CommandSource.NIP98, "other"),
                        request.aliases(),
                        request.meta(),
                        request.method());

        var _ = upload();
        var second = uploads.upload(other).toFuture();

        assertThat(problem(second).reason()).contains("invalid_nip98");
    }

    @Test
    void whatIsOverIsAskedOfTheLogAgain() {
        assertThat(upload()).isCompleted();
        assertThat(upload()).isCompleted();

        assertThat(asked())
                .containsExactly(
                        ReserveUpload.class,
                        ConfirmUpload.class,
                        ReserveUpload.class,
                        ConfirmUpload.class);
    }

    @Test
    void itIsAskedForAgainWhileAnybodyIsLeft() {
        for (int i = 0; i < 9; i++) {
            commands.answer(refusal(RefusalReason.IN_PROGRESS, LEASE));
        }

        var first = uploads.upload(request).subscribe();
        var second = uploads.upload(request).subscribe();
        first.dispose();
        time.advanceTimeBy(Duration.ofSeconds(2));
        assertThat(asked()).hasSize(3);
        second.dispose();
        time.advanceTimeBy(Duration.ofSeconds(20));

        assertThat(asked()).hasSize(4);
    }

    @Test
    void aFirstAttemptLooksForNothing() {
        var _ = upload();

        assertThat(stream.requests().getFirst().repeated()).isFalse();
    }

    @Test
    void aFaultOfStreamCancelsAndCostsNothing() {
        stream.fail(fault(StreamOperation.DIRECT_UPLOAD));

        assertThat(failure(upload())).isInstanceOf(StreamFailure.StreamFault.class);
        assertThat(asked()).containsExactly(ReserveUpload.class, CancelUpload.class);
        assertThat(commands.only(CancelUpload.class))
                .isEqualTo(new CancelUpload(COMMAND, 1, UploadFault.STREAM, true));
        assertThat(logs.lines(Level.WARN)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void whatNeverReachedStreamIsSaidSo(StreamFailure.Reason reason) {
        var operation = StreamOperation.DIRECT_UPLOAD;
        stream.fail(new StreamFailure.StreamFault(operation, reason, "", null));

        assertThat(failure(upload())).isInstanceOf(StreamFailure.StreamFault.class);
        var cancel = commands.only(CancelUpload.class);
        assertThat(cancel.getFault()).isEqualTo(UploadFault.STREAM);
        assertThat(cancel.getAsked())
                .isEqualTo(
                        switch (reason) {
                            case UNREACHABLE, BREAKER_OPEN, BUDGET_SPENT -> false;
                            case NO_CONNECTION,
                                    OUT_OF_TIME,
                                    TIMED_OUT,
                                    CONNECTION_LOST,
                                    SERVER_ERROR,
                                    GARBLED,
                                    TOO_LARGE,
                                    THROTTLED,
                                    REFUSED ->
                                    true;
                        });
    }

    @Test
    void aFaultOfOurSettingsCostsTheCallerNothing() {
        stream.fail(new StreamFailure.Misconfigured(StreamOperation.DIRECT_UPLOAD, "HTTP 403"));

        assertThat(failure(upload())).isInstanceOf(StreamFailure.Misconfigured.class);
        var cancel = commands.only(CancelUpload.class);
        assertThat(cancel.getFault()).isEqualTo(UploadFault.STREAM);
        assertThat(cancel.getAsked()).isTrue();
    }

    @Test
    void aFaultOfTheCallerCancelsAndKeepsTheSlot() {
        stream.fail(new StreamFailure.CallerFault(StreamOperation.DIRECT_UPLOAD, "HTTP 400"));

        assertThat(failure(upload())).isInstanceOf(StreamFailure.CallerFault.class);
        var cancel = commands.only(CancelUpload.class);
        assertThat(cancel.getFault()).isEqualTo(UploadFault.CALLER);
        assertThat(cancel.getAsked()).isTrue();
    }

    @Test
    void theCallerHearsOfStreamAlsoWhereNothingCanBeCancelled() {
        stream.fail(fault(StreamOperation.DIRECT_UPLOAD));
        commands.answer(GRANTED);
        commands.fail(new UnavailableException("no outcome", "outcome_unknown", Duration.ZERO));

        assertThat(failure(upload())).isInstanceOf(StreamFailure.class);
    }

    @Test
    void theCallerWaitsForTheCancellation() {
        stream.fail(fault(StreamOperation.DIRECT_UPLOAD));
        commands.answer(GRANTED);
        commands.answer(_ -> Mono.delay(Duration.ofSeconds(1)).map(_ -> new UploadCancelled()));

        var answer = upload();
        assertThat(answer).isNotDone();
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(failure(answer)).isInstanceOf(StreamFailure.class);
    }

    @Test
    void aConfirmationWithoutAnAnswerCancelsNothing() {
        commands.answer(GRANTED);
        commands.fail(new UnavailableException("no outcome", "outcome_unknown", Duration.ZERO));

        assertThat(failure(upload())).isInstanceOf(UnavailableException.class);
        assertThat(asked()).containsExactly(ReserveUpload.class, ConfirmUpload.class);
        assertThat(stream.uids()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"overloaded", "starting", "kafka"})
    void whatIsAnsweredAfterAGrantIsNeverThatNothingWasBegun(String reason) {
        commands.answer(GRANTED);
        commands.fail(new UnavailableException("not sent", reason, Duration.ofSeconds(2)));

        assertThat(failure(upload()))
                .isInstanceOfSatisfying(
                        UnavailableException.class,
                        unknown -> {
                            assertThat(unknown.reason()).isEqualTo("outcome_unknown");
                            assertThat(unknown.retryAfter()).isEqualTo(Duration.ofSeconds(2));
                            assertThat(unknown).hasMessage("not sent");
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"overloaded", "starting", "kafka"})
    void whatWasNotBegunIsSaidNotToBe(String reason) {
        commands.fail(new UnavailableException("not sent", reason, Duration.ofSeconds(2)));

        assertThat(failure(upload()))
                .isInstanceOfSatisfying(
                        UnavailableException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    @Test
    void anUploadUnderWayIsConfirmedWhereNothingNewIsBegun() {
        commands.answer(_ -> overloadedBy(GRANTED));

        assertThat(upload()).isCompleted();
        assertThat(asked()).containsExactly(ReserveUpload.class, ConfirmUpload.class);
    }

    @Test
    void anUploadUnderWayIsCancelledWhereNothingNewIsBegun() {
        stream.fail(fault(StreamOperation.DIRECT_UPLOAD));
        commands.answer(_ -> overloadedBy(GRANTED));

        assertThat(failure(upload())).isInstanceOf(StreamFailure.class);
        assertThat(asked()).containsExactly(ReserveUpload.class, CancelUpload.class);
    }

    private Mono<SpecificRecord> overloadedBy(SpecificRecord answer) {
        commands.overload();
        return Mono.just(answer);
    }

    @Test
    void aReservationThatIsGoneTakesItsTicketAlong() {
        commands.answer(GRANTED, refusal(RefusalReason.RESERVATION_GONE));

        var problem = problem(upload());

        assertThat(problem.status().value()).isEqualTo(503);
        assertThat(problem.reason()).contains("reservation_gone");
        assertThat(stream.requests()).hasSize(1);
        assertThat(stream.uids()).isEmpty();
        assertThat(asked()).containsExactly(ReserveUpload.class, ConfirmUpload.class);
    }

    @Test
    void aTicketThatCannotBeDeletedIsLeftAndLogged() {
        commands.answer(GRANTED, refusal(RefusalReason.RESERVATION_GONE));
        stream.fail(fault(StreamOperation.DELETE));

        assertThat(problem(upload()).status().value()).isEqualTo(503);
        assertThat(stream.uids()).hasSize(1);
        assertThat(logs.lines(Level.WARN))
                .singleElement()
                .asString()
                .startsWith("ticket uid=" + stream.uids().getFirst() + " is left at Stream");
    }

    @Test
    void aCallerWhoLeavesDoesNotStopTheSaga() {
        commands.answer(_ -> Mono.delay(Duration.ofSeconds(1)).map(_ -> GRANTED));

        var caller = uploads.upload(request).subscribe();
        caller.dispose();
        assertThat(asked()).containsExactly(ReserveUpload.class);
        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(asked()).containsExactly(ReserveUpload.class, ConfirmUpload.class);
        assertThat(logs.lines(Level.WARN)).isEmpty();
    }

    @Test
    void whatFailsAfterTheCallerLeftIsInTheLog() {
        leaveAndFail(new UnavailableException("no outcome", "outcome_unknown", Duration.ZERO));

        assertThat(logs.lines(Level.INFO))
                .containsExactly("upload of a caller who left: no outcome");
    }

    @Test
    void aBugAfterTheCallerLeftIsAnError() {
        leaveAndFail(new IllegalStateException("a bug"));

        assertThat(logs.lines(Level.ERROR)).containsExactly("upload of a caller who left failed");
    }

    private void leaveAndFail(RuntimeException failure) {
        commands.answer(_ -> Mono.delay(Duration.ofSeconds(1)).then(Mono.error(failure)));
        uploads.upload(request).subscribe().dispose();
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(reactors.lines(Level.ERROR)).isEmpty();
    }

    @Test
    void nothingIsSentBeforeSomebodySubscribes() {
        assertThat(uploads.upload(request)).isNotNull();

        assertThat(commands.asked()).isEmpty();
    }

    @Test
    void anAnswerToAnotherQuestionIsABug() {
        commands.answer(new UploadCancelled());

        assertThat(failure(upload()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith("UploadCancelled");
    }
}
