package video.divine.media.gateway.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import video.divine.media.avro.AskStream;
import video.divine.media.avro.ConfirmDeletion;
import video.divine.media.avro.DeleteFromStream;
import video.divine.media.avro.ExpireUpload;
import video.divine.media.avro.RecordAbsence;
import video.divine.media.avro.StreamTask;
import video.divine.media.avro.VideoCommand;
import video.divine.media.gateway.FakeClock;
import video.divine.media.gateway.FakeCommands;
import video.divine.media.gateway.Logs;
import video.divine.media.gateway.cloudflare.DeliveryUrls;
import video.divine.media.gateway.cloudflare.FakeStream;
import video.divine.media.gateway.cloudflare.StreamFailure.Reason;
import video.divine.media.gateway.cloudflare.StreamFailure.StreamFault;
import video.divine.media.gateway.cloudflare.StreamOperation;
import video.divine.media.gateway.cloudflare.StreamSettings;
import video.divine.media.gateway.cloudflare.StreamVideo;
import video.divine.media.gateway.command.UnavailableException;
import video.divine.media.gateway.saga.SagaStep;
import video.divine.media.gateway.webhook.Notices;
import video.divine.media.service.tracing.Traces;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** What is done for a task, and what is recorded. */
@Timeout(30)
class TaskRunnerTest {
    private static final Instant NOW = FakeClock.START;
    private static final Duration SOON = Duration.ofSeconds(20);

    final Logs logs = Logs.ofTheGateway();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final FakeStream stream = new FakeStream();
    final FakeCommands commands = new FakeCommands();
    final AtomicLong nanos = new AtomicLong();
    final Notices notices =
            new Notices(
                    DeliveryUrls.of(
                            StreamSettings.of(StreamSettings.CLOUDFLARE, "account", "token")));
    final List<SagaStep> steps = new CopyOnWriteArrayList<>();
    final TaskRunner runner = runner(nanos::get);

    private TaskRunner runner(LongSupplier clock) {
        return new TaskRunner(
                stream,
                commands,
                notices,
                steps::add,
                new TaskMetrics(meters),
                new FakeClock(),
                clock,
                Traces.NONE);
    }

    @AfterEach
    void close() {
        logs.close();
    }

    private void run(StreamTask... tasks) {
        runner.run(List.of(tasks), TaskRunnerTest::untraced).block(SOON);
    }

    private static Headers untraced(StreamTask task) {
        return new RecordHeaders();
    }

    private static StreamTask ask(String uid) {
        return new StreamTask(uid, new AskStream(false));
    }

    private static StreamTask end(String uid) {
        return new StreamTask(uid, new AskStream(true));
    }

    private static StreamTask delete(String uid) {
        return new StreamTask(uid, new DeleteFromStream());
    }

    private static VideoCommand absence(String uid) {
        return new VideoCommand(uid, null, new RecordAbsence());
    }

    private static VideoCommand expiry(String uid) {
        return new VideoCommand(uid, null, new ExpireUpload());
    }

    private static VideoCommand deletion(String uid) {
        return new VideoCommand(uid, null, new ConfirmDeletion());
    }

    /** Nobody can upload to it any more. */
    private static StreamVideo ended(String uid) {
        return Videos.awaited(uid, NOW.minusSeconds(3_600), NOW.minusSeconds(1_800));
    }

    private static StreamFault fault(StreamOperation operation, Reason reason) {
        return new StreamFault(operation, reason, "as scripted", null);
    }

    private double count(String kind, String outcome) {
        return meters.get("media.tasks")
                .tag("kind", kind)
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void whatStreamSaysIsRecordedAsTheWebhookWould() {
        var ready = Videos.in("a1", "ready");
        var queued = Videos.in("b2", "queued");
        stream.put(ready);
        stream.put(queued);

        run(ask("a1"), ask("b2"));

        assertThat(commands.told())
                .containsExactlyInAnyOrder(notices.command(ready), notices.command(queued));
        assertThat(stream.lists()).containsExactly(List.of("a1", "b2"));
        assertThat(count("ask", "noticed")).isEqualTo(2);
        assertThat(meters.get("media.tasks.batch").summary().totalAmount()).isEqualTo(2);
    }

    @Test
    void whatNeitherTheListNorItsOwnAddressKnowsIsAbsent() {
        run(ask("gone"), end("gone2"));

        assertThat(commands.told()).containsExactlyInAnyOrder(absence("gone"), absence("gone2"));
        assertThat(count("ask", "absent")).isEqualTo(1);
    }

    @Test
    void whereMostOfManyAreAbsentNoAbsenceIsRecorded() {
        var there = Videos.in("u0", "queued");
        for (int number = 0; number < 4; number++) {
            stream.put(Videos.in("u" + number, "queued"));
        }

        run(IntStream.range(0, 10).mapToObj(n -> ask("u" + n)).toArray(StreamTask[]::new));

        assertThat(commands.told()).hasSize(4).contains(notices.command(there));
        assertThat(logs.lines(Level.WARN))
                .containsExactly(
                        "Stream has none of 6 of 10 videos, is it our account? No absence is"
                                + " recorded for PT1H");
        assertThat(meters.get("media.tasks.absences.doubted").counter().count()).isEqualTo(1);
        assertThat(count("ask", "doubted")).isEqualTo(6);
    }

    @Test
    void halfOfManyOrBothOfTwoMayBeAbsent() {
        run(ask("a1"), ask("b2"));
        assertThat(count("ask", "absent")).isEqualTo(2);
        for (int number = 0; number < 7; number++) {
            stream.put(Videos.in("u" + number, "queued"));
        }

        run(IntStream.range(0, 12).mapToObj(n -> ask("u" + n)).toArray(StreamTask[]::new));

        assertThat(count("ask", "absent")).isEqualTo(7);
    }

    /** In the wrong account a video that is asked about alone would be taken for lost. */
    @Test
    void whereFewAreDueAtATimeTheListsBeforeCount() {
        for (int list = 0; list < 5; list++) {
            run(ask("a1"), ask("b2"));
        }

        assertThat(commands.told()).containsExactly(absence("a1"), absence("b2"));
        assertThat(count("ask", "doubted")).isEqualTo(8);
        assertThat(logs.lines(Level.WARN)).hasSize(1);
        assertThat(meters.get("media.tasks.absences.doubted").counter().count()).isEqualTo(4);
    }

    @Test
    void amongManyThatAreThereAnAbsenceIsBelieved() {
        var there = IntStream.range(0, 30).mapToObj(n -> ask("u" + n)).toArray(StreamTask[]::new);
        for (var task : there) {
            stream.put(Videos.in(task.getUid(), "queued"));
        }
        run(there);

        run(ask("a1"), ask("b2"), ask("c3"));

        assertThat(count("ask", "absent")).isEqualTo(3);
    }

    /** Somebody deleted them all. */
    @Test
    void aDoubtLastsAnHour() {
        var lost = IntStream.range(0, 50).mapToObj(n -> ask("u" + n)).toArray(StreamTask[]::new);
        run(lost);
        nanos.addAndGet(Duration.ofHours(1).toNanos() - 1);
        run(lost);
        assertThat(commands.told()).isEmpty();

        nanos.addAndGet(1);
        run(lost);
        assertThat(count("ask", "absent")).isEqualTo(50);
        nanos.addAndGet(Duration.ofHours(2).toNanos());
        run(lost);
        assertThat(count("ask", "absent")).isEqualTo(100);
        assertThat(logs.lines(Level.WARN))
                .containsExactly(
                        "Stream has none of 50 of 50 videos, is it our account? No absence is"
                                + " recorded for PT1H",
                        "Stream still has none of 50 of 50 videos after PT1H: absences are"
                                + " recorded");
    }

    @Test
    void aDoubtEndsWhereStreamHasMostOfThemAgainAndTheNextLastsAsLong() {
        var videos = IntStream.range(0, 40).mapToObj(n -> ask("u" + n)).toArray(StreamTask[]::new);
        run(videos);
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        for (var task : videos) {
            stream.put(Videos.in(task.getUid(), "queued"));
        }
        run(videos);
        assertThat(commands.told()).hasSize(40);
        assertThat(logs.lines(Level.INFO))
                .containsExactly("Stream has most of the videos that it is asked about again");

        for (var task : videos) {
            stream.delete(task.getUid(), SOON).block(SOON);
        }
        run(videos);
        assertThat(count("ask", "doubted")).isEqualTo(80);
    }

    /** Deleted by us, in a process that died before it could say so. */
    @Test
    void theRecordsOfEndedLinksMayAllBeAbsent() {
        run(IntStream.range(0, 20).mapToObj(n -> end("u" + n)).toArray(StreamTask[]::new));

        assertThat(count("end", "absent")).isEqualTo(20);
    }

    @Test
    void aListThatTrailsBehindProvesNothing() {
        var video = Videos.in("new", "queued");
        stream.put(video);
        stream.hideFromLists("new");

        run(ask("new"));

        assertThat(commands.told()).containsExactly(notices.command(video));
    }

    @Test
    void anUploadThatStreamStillWaitsForIsDeletedAndThenExpires() {
        stream.put(ended("a1"));

        run(end("a1"));

        assertThat(stream.uids()).isEmpty();
        assertThat(commands.told()).containsExactly(expiry("a1"));
        assertThat(count("end", "expired")).isEqualTo(1);
    }

    @Test
    void anUploadThatCameAtTheLastMomentIsLeftAlone() {
        var video = Videos.in("a1", "queued");
        stream.put(video);

        run(end("a1"));

        assertThat(stream.uids()).containsExactly("a1");
        assertThat(commands.told()).containsExactly(notices.command(video));
    }

    @Test
    void anUploadThatLandsAfterTheListIsLeftAlone() {
        var landed = Videos.in("a1", "queued");
        stream.put(ended("a1"));
        stream.afterList(() -> stream.put(landed));

        run(end("a1"));

        assertThat(stream.uids()).containsExactly("a1");
        assertThat(commands.told()).containsExactly(notices.command(landed));
    }

    @Test
    void aLinkEndsAMinuteAfterStreamSaysSo() {
        var early = Videos.awaited("early", NOW.minusSeconds(900), NOW.minusSeconds(59));
        stream.put(early);
        stream.put(Videos.awaited("late", NOW.minusSeconds(900), NOW.minusSeconds(60)));

        run(end("early"), end("late"));

        assertThat(stream.uids()).containsExactly("early");
        assertThat(commands.told())
                .containsExactlyInAnyOrder(notices.command(early), expiry("late"));
    }

    @Test
    void aLinkOfWhichStreamNamesNoEndLivesForADay() {
        var day = Duration.ofHours(24);
        stream.put(Videos.awaited("young", NOW.minus(day).plusSeconds(1), null));
        stream.put(Videos.awaited("old", NOW.minus(day), null));
        stream.put(Videos.in("timeless", "pendingupload"));

        run(end("young"), end("old"), end("timeless"));

        assertThat(stream.uids()).containsExactly("young", "timeless");
        assertThat(commands.told()).contains(expiry("old"));
    }

    @Test
    void anUploadThatIsGoneByNowIsAbsent() {
        stream.put(ended("a1"));
        stream.afterList(() -> stream.delete("a1", SOON).block(SOON));

        run(end("a1"));

        assertThat(commands.told()).containsExactly(absence("a1"));
    }

    @Test
    void anUploadThatMayStillComeIsLeftAlone() {
        var video = Videos.in("a1", "pendingupload");
        stream.put(video);

        run(ask("a1"));

        assertThat(stream.uids()).containsExactly("a1");
        assertThat(commands.told()).containsExactly(notices.command(video));
    }

    @Test
    void anUploadThatCouldNotBeDeletedDoesNotExpire() {
        stream.put(ended("a1"));
        stream.fail(fault(StreamOperation.DELETE, Reason.SERVER_ERROR));

        run(end("a1"));

        assertThat(commands.told()).isEmpty();
        assertThat(count("end", "failed")).isEqualTo(1);
        run(end("a1"));
        assertThat(commands.told()).containsExactly(expiry("a1"));
    }

    @Test
    void aDeletionIsDoneAndConfirmed() {
        stream.put(Videos.in("a1", "ready"));

        run(delete("a1"), delete("gone"));

        assertThat(stream.uids()).isEmpty();
        assertThat(commands.told()).containsExactlyInAnyOrder(deletion("a1"), deletion("gone"));
        assertThat(count("delete", "deleted")).isEqualTo(2);
    }

    @Test
    void aDeletionTellsHowFarItIs() {
        stream.fail(fault(StreamOperation.DELETE, Reason.SERVER_ERROR));
        run(delete("a1"));
        assertThat(steps).containsExactly(SagaStep.DELETION_BEGUN);
        steps.clear();

        run(delete("a1"));

        assertThat(steps)
                .containsExactly(
                        SagaStep.DELETION_BEGUN,
                        SagaStep.DELETED_AT_STREAM,
                        SagaStep.DELETION_CONFIRMED);
    }

    @Test
    void aTaskWhoseCommandWasLostIsFineWhenItComesAgain() {
        stream.put(ended("a1"));
        stream.put(Videos.in("b2", "ready"));
        commands.failToTell(new UnavailableException("no Kafka", "kafka", Duration.ofSeconds(2)));
        assertThatThrownBy(() -> run(end("a1"))).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> run(delete("b2"))).isInstanceOf(UnavailableException.class);
        assertThat(stream.uids()).isEmpty();
        commands.reset();

        run(end("a1"), delete("b2"));

        assertThat(commands.told()).containsExactlyInAnyOrder(absence("a1"), deletion("b2"));
    }

    /** Avro cannot write what Stream said of it, and never will. */
    @Test
    void aTaskThatMeetsABugCostsNoOther() {
        commands.failToTell("a1", new SerializationException("long overflow"));
        commands.failToTell("b2", new ArithmeticException("long overflow"));
        stream.put(Videos.in("a1", "queued"));

        run(ask("a1"), delete("b2"), ask("c3"), delete("d4"));

        assertThat(commands.told()).contains(absence("c3"), deletion("d4"));
        assertThat(count("ask", "bug")).isEqualTo(1);
        assertThat(count("delete", "bug")).isEqualTo(1);
        assertThat(logs.lines(Level.ERROR))
                .containsExactlyInAnyOrder(
                        "a task of video a1 met a bug, it comes again",
                        "a task of video b2 met a bug, it comes again");
        assertThat(logs.everything())
                .anySatisfy(line -> assertThat(line).contains("ArithmeticException", "\tat "));
    }

    @Test
    void aListThatMeetsABugCostsNoDeletion() {
        stream.breakDown(StreamOperation.VIDEOS, new IllegalStateException("a bug"));

        run(ask("a1"), ask("b2"), delete("c3"));

        assertThat(commands.told()).containsExactly(deletion("c3"));
        assertThat(count("ask", "bug")).isEqualTo(2);
        assertThat(logs.lines(Level.ERROR))
                .containsExactly("a list of 2 videos met a bug, their tasks come again");
    }

    @Test
    void aQuestionThatMeetsABugCostsOnlyItself() {
        stream.put(Videos.in("a1", "ready"));
        stream.breakDown(StreamOperation.GET, new IllegalStateException("a bug"));

        run(ask("odd"), ask("a1"));

        assertThat(commands.told()).extracting(VideoCommand::getUid).containsExactly("a1");
        assertThat(count("ask", "bug")).isEqualTo(1);
    }

    @Test
    void anErrorIsNotPassedOver() {
        commands.failToTell("a1", new AssertionError("worse than a bug"));

        assertThatThrownBy(() -> run(delete("a1"))).hasCauseInstanceOf(AssertionError.class);
    }

    @Test
    void aFailedListIsSaidOnceAndCostsNoDeletion() {
        stream.put(Videos.in("c3", "ready"));
        stream.fail(fault(StreamOperation.VIDEOS, Reason.BREAKER_OPEN));

        run(ask("a1"), ask("b2"), delete("c3"));

        assertThat(commands.told()).containsExactly(deletion("c3"));
        assertThat(logs.lines(Level.WARN))
                .containsExactly(
                        "2 of 3 tasks are left for later:"
                                + " Stream videos breaker_open: as scripted");
        assertThat(count("ask", "failed")).isEqualTo(2);
    }

    @Test
    void withoutACallNothingIsRecorded() {
        stream.fail(fault(StreamOperation.VIDEOS, Reason.BUDGET_SPENT));
        stream.fail(fault(StreamOperation.DELETE, Reason.BUDGET_SPENT));

        run(ask("a1"), delete("b2"));

        assertThat(commands.told()).isEmpty();
        assertThat(logs.lines(Level.WARN)).hasSize(1);
    }

    @Test
    void oneVideoThatFailsCostsOnlyItself() {
        stream.put(Videos.in("a1", "ready"));
        stream.fail(fault(StreamOperation.GET, Reason.GARBLED));

        run(ask("odd"), ask("a1"));

        assertThat(commands.told()).extracting(VideoCommand::getUid).containsExactly("a1");
    }

    @ParameterizedTest
    @EnumSource(names = {"GARBLED", "TOO_LARGE"})
    void aListThatCannotBeReadIsHalvedDownToSingleQuestions(Reason reason) {
        for (var uid : List.of("a1", "b2", "c3", "d4", "e5")) {
            stream.put(Videos.in(uid, "queued"));
        }
        // Of all five, of the first two, and of the first one.
        for (int list = 0; list < 3; list++) {
            stream.fail(fault(StreamOperation.VIDEOS, reason));
        }

        run(ask("a1"), ask("b2"), ask("c3"), ask("d4"), ask("e5"));

        assertThat(stream.lists()).containsExactly(List.of("b2"), List.of("c3", "d4", "e5"));
        assertThat(commands.told())
                .extracting(VideoCommand::getUid)
                .containsExactlyInAnyOrder("a1", "b2", "c3", "d4", "e5");
    }

    @Test
    void noListIsLongerThanAHundred() {
        var tasks = IntStream.range(0, 150).mapToObj(number -> ask("u" + number)).toList();
        tasks.forEach(task -> stream.put(Videos.in(task.getUid(), "queued")));

        runner.run(tasks, TaskRunnerTest::untraced).block(SOON);

        assertThat(stream.lists()).extracting(List::size).containsExactly(100, 50);
        assertThat(commands.told()).hasSize(150);
    }

    @Test
    void aBatchEndsWithinItsMinute() {
        var tasks = new ArrayList<StreamTask>(List.of(ask("a1")));
        stream.put(Videos.in("a1", "ready"));
        var late = runner(() -> nanos.getAndAdd(Duration.ofMinutes(1).toNanos()));

        late.run(tasks, TaskRunnerTest::untraced).block(SOON);

        assertThat(commands.told()).isEmpty();
        assertThat(logs.lines(Level.WARN)).first().asString().contains("out_of_time");
    }
}
