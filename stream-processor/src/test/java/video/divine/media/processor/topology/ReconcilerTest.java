package video.divine.media.processor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import static video.divine.media.processor.Sample.ALICE;
import static video.divine.media.processor.Sample.NOON;
import static video.divine.media.processor.Sample.error;
import static video.divine.media.processor.Sample.id;
import static video.divine.media.processor.Sample.pending;
import static video.divine.media.processor.Sample.processing;
import static video.divine.media.processor.Sample.queued;
import static video.divine.media.processor.Sample.ready;
import static video.divine.media.processor.Sample.register;
import static video.divine.media.processor.Sample.registration;
import static video.divine.media.processor.Sample.uid;

import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import video.divine.media.processor.Logs;
import video.divine.media.processor.domain.Aliases;
import video.divine.media.processor.domain.Outcome;
import video.divine.media.processor.domain.Rejection;
import video.divine.media.processor.domain.video.Parked;
import video.divine.media.processor.domain.video.Phase;
import video.divine.media.processor.domain.video.VideoCommand.ConfirmDeletion;
import video.divine.media.processor.domain.video.VideoCommand.DeleteVideo;
import video.divine.media.processor.domain.video.VideoCommand.ExpireUpload;
import video.divine.media.processor.domain.video.VideoCommand.RecheckVideo;
import video.divine.media.processor.domain.video.VideoCommand.RecordAbsence;
import video.divine.media.processor.domain.video.VideoCommand.RecordNotice;
import video.divine.media.processor.domain.video.VideoState.Registered;
import video.divine.media.processor.domain.watch.StreamTask;
import video.divine.media.processor.domain.watch.StreamTask.AskStream;
import video.divine.media.processor.domain.watch.StreamTask.DeleteFromStream;
import video.divine.media.processor.domain.watch.Watch;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.IntStream;

/** Watches in their stores, by the clock that punctuators see. */
class ReconcilerTest {
    private static final StreamTask.Body ASK = new AskStream(false);

    private final Counted metrics = new Counted();
    private final MediaDriver media;
    private boolean closed;

    ReconcilerTest(@TempDir Path stateDirectory) {
        media = new MediaDriver(stateDirectory, metrics);
    }

    @AfterEach
    void close() {
        if (!closed) {
            closed = true;
            media.close();
        }
    }

    private static final class Counted implements ReconcilerMetrics {
        final Map<Phase, Integer> stuck = new EnumMap<>(Phase.class);
        int alarms;
        int asked;
        int parked;
        int dropped;
        int expired;

        @Override
        public void stuck(Phase phase, int change) {
            stuck.merge(phase, change, Integer::sum);
        }

        @Override
        public void alarm(Phase phase) {
            alarms++;
        }

        @Override
        public void asked() {
            asked++;
        }

        @Override
        public void parked(int change) {
            parked += change;
        }

        @Override
        public void parkedDropped() {
            dropped++;
        }

        @Override
        public void parkedExpired() {
            expired++;
        }
    }

    private Watch watch(int uid) {
        return media.<String, Watch>store(TopologyNames.WATCH_STORE).get(uid(uid).value());
    }

    private Phase phase(int uid) {
        return media.<String, Registered>store(TopologyNames.VIDEO_STORE)
                .get(uid(uid).value())
                .phase();
    }

    /** The rows of the index; the mark of the enrolment aside. */
    private long due() {
        return media.<Bytes, byte[]>rows(TopologyNames.DUE_STORE).stream()
                .filter(it -> it.length == 1)
                .count();
    }

    @Test
    void anOpenVideoIsAskedAboutAgainAndAgain() {
        media.tell(7, register(7)).seconds(11);
        assertThat(media.tasks()).isEmpty();

        media.seconds(4);
        assertThat(media.tasks.readKeyValue())
                .satisfies(
                        task -> {
                            assertThat(task.key).isEqualTo(uid(7).value());
                            assertThat(task.value).isEqualTo(new StreamTask(uid(7), ASK));
                        });
        media.seconds(100);

        assertThat(media.tasks()).containsExactly(ASK, ASK);
        assertThat(watch(7).attempts()).isEqualTo(3);
        assertThat(due()).isEqualTo(1);
        assertThat(metrics.asked).isEqualTo(3);
    }

    /** A broker refuses records that lie an hour ahead of its clock. */
    @Test
    void aTaskBearsTheWallClockEvenWhereTheLogWasAhead() {
        media.after(Duration.ofHours(3)).tell(7, register(7));
        media.after(Duration.ofHours(-3)).seconds(3_600 * 3 / 100);
        assertThat(media.tasks.isEmpty()).isTrue();

        media.wallClock(Duration.ofHours(3));

        assertThat(media.tasks.readRecordsToList())
                .isNotEmpty()
                .allSatisfy(it -> assertThat(it.getRecordTime()).isEqualTo(media.now()));
    }

    @Test
    void anUploadThatNobodyMadeIsEnded() {
        media.tell(7, register(7)).seconds(40 * 60 - 1);
        assertThat(media.tasks()).isNotEmpty().containsOnly(ASK);
        media.seconds(1);
        assertThat(media.tasks()).endsWith(new AskStream(true));

        media.tell(7, new ExpireUpload());

        assertThat(phase(7)).isEqualTo(Phase.EXPIRED);
        assertThat(watch(7)).isNull();
        assertThat(due()).isZero();
    }

    @Test
    void aDeletionIsPutOutAtOnceAndUntilItIsConfirmed() {
        media.tell(7, register(7)).tell(7, new RecordNotice(ready(100)));
        assertThat(due()).isZero();

        media.tell(7, new DeleteVideo(id(8), ALICE));
        assertThat(media.tasks()).containsExactly(new DeleteFromStream());
        media.seconds(16);
        assertThat(media.tasks()).containsExactly(new DeleteFromStream(), new DeleteFromStream());

        media.ask(7, new DeleteVideo(id(9), ALICE)).tell(7, new ConfirmDeletion());

        assertThat(media.answers()).containsExactly(new Outcome.DeletionAccepted(uid(7)));
        assertThat(phase(7)).isEqualTo(Phase.DELETED);
        assertThat(media.seconds(60).tasks()).isEmpty();
        assertThat(watch(7)).isNull();
        assertThat(due()).isZero();
    }

    /** Its DELETE had found nothing, and the link worked on. */
    @Test
    void whatStreamTurnsOutToHaveOfADeletedVideoIsDeletedUntilThatIsConfirmed() {
        media.tell(7, register(7)).tell(7, new DeleteVideo(id(8), ALICE));
        media.tell(7, new ConfirmDeletion()).tasks();

        media.tell(7, new RecordNotice(ready(100))).tell(7, new RecordNotice(ready(100)));
        assertThat(media.tasks()).containsExactly(new DeleteFromStream());
        assertThat(watch(7).phase()).isEqualTo(Phase.DELETED);
        media.seconds(16);
        assertThat(media.tasks()).containsExactly(new DeleteFromStream(), new DeleteFromStream());

        media.tell(7, new ConfirmDeletion()).seconds(300).tasks();
        media.tell(7, new ConfirmDeletion()).tell(7, new RecordNotice(ready(100)));

        assertThat(media.seconds(60).tasks()).isEmpty();
        assertThat(phase(7)).isEqualTo(Phase.DELETED);
        assertThat(watch(7)).isNull();
        assertThat(due()).isZero();
    }

    @Test
    void absencesInARowAreTheTruth() {
        media.tell(7, register(7)).tell(7, new RecordNotice(processing(10))).seconds(300);
        for (var time = 0; time < 3; time++) {
            assertThat(phase(7)).isEqualTo(Phase.PROCESSING);
            media.tell(7, new RecordAbsence()).seconds(300);
        }

        assertThat(phase(7)).isEqualTo(Phase.FAILED);
        assertThat(media.failed.readValue().getError().getCode())
                .isEqualTo("ERR_DELETED_AT_STREAM");
        assertThat(due()).isZero();
    }

    @Test
    void anOperatorIsToldThatStreamIsAsked() {
        media.tell(7, register(7)).ask(7, new RecheckVideo(id(9))).ask(8, new RecheckVideo(id(9)));

        assertThat(media.answers())
                .containsExactly(
                        new Outcome.CheckScheduled(uid(7)),
                        new Outcome.Refused(new Rejection.NotFound()));
        assertThat(media.tasks()).containsExactly(ASK);
        assertThat(due()).isEqualTo(1);
    }

    @Test
    void anOperatorCanAskAboutAnEndThatStaysAnEnd() {
        media.tell(7, register(7)).tell(7, new RecordNotice(error()));

        media.ask(7, new RecheckVideo(id(9))).tell(7, new RecordNotice(ready(100)));

        assertThat(media.tasks()).containsExactly(ASK);
        assertThat(phase(7)).isEqualTo(Phase.FAILED);
        assertThat(media.ready.isEmpty()).isTrue();
        assertThat(due()).isZero();
    }

    @Test
    void aVideoThatStandsStillIsCountedUntilItMoves() {
        media.tell(7, register(7)).tell(7, new RecordNotice(queued())).seconds(599);
        assertThat(metrics.alarms).isZero();

        media.seconds(1);
        assertThat(metrics.alarms).isEqualTo(1);
        assertThat(metrics.stuck).containsEntry(Phase.PROCESSING, 1);
        assertThat(watch(7).alarmed()).isTrue();
        media.seconds(600);
        assertThat(metrics.alarms).isEqualTo(1);

        media.tell(7, new RecordNotice(processing(1)));
        assertThat(metrics.stuck).containsEntry(Phase.PROCESSING, 0);
    }

    @Test
    void aVideoThatStandsStillIsWarnedOfOnce() {
        try (var logs = new Logs(Reconciler.class)) {
            media.tell(7, register(7)).tell(7, new RecordNotice(queued())).seconds(599);
            assertThat(logs.warnings()).isEmpty();

            media.seconds(601);

            assertThat(logs.warnings())
                    .containsExactly(
                            "video %s stands still: PROCESSING without a step since %s, Stream was asked 6 times"
                                    .formatted(uid(7).value(), NOON));
        }
    }

    @Test
    void aTaskThatLeavesTakesItsCountsAlong() {
        media.tell(7, register(7)).tell(7, new RecordNotice(queued()));
        media.tell(8, new RecordNotice(queued())).seconds(600);
        assertThat(metrics.stuck).containsEntry(Phase.PROCESSING, 1);
        assertThat(metrics.parked).isEqualTo(1);

        close();

        assertThat(metrics.stuck).containsEntry(Phase.PROCESSING, 0);
        assertThat(metrics.parked).isZero();
    }

    private Registered stored(int uid, Phase phase) {
        var registration = registration(uid);
        var row =
                new Registered(
                        registration, Aliases.none(), phase, null, null, 1, NOON, null, false);
        media.<String, Registered>store(TopologyNames.VIDEO_STORE).put(uid(uid).value(), row);
        return row;
    }

    @Test
    void videosOfBeforeThereWereWatchesAreEnrolledOnceASliceAtATime() {
        IntStream.rangeClosed(1, 1_200).forEach(uid -> stored(uid, Phase.PROCESSING));
        stored(1_201, Phase.FAILED);
        stored(1_202, Phase.DELETING);

        media.seconds(1);
        assertThat(due()).isEqualTo(500);
        media.seconds(1);
        assertThat(due()).isEqualTo(1_000);
        media.seconds(1);
        assertThat(due()).isEqualTo(1_201);
        assertThat(watch(1_201)).isNull();

        media.seconds(20);
        assertThat(metrics.asked).isGreaterThanOrEqualTo(1_201);
        assertThat(media.tasks()).contains(new DeleteFromStream());

        stored(1_203, Phase.PROCESSING);
        media.seconds(10);
        assertThat(watch(1_203)).isNull();
    }

    @Test
    void alarmsOfBeforeTheTaskCameAreCounted() {
        var store = media.<String, Watch>store(TopologyNames.WATCH_STORE);
        IntStream.rangeClosed(1, 3)
                .forEach(
                        uid -> {
                            stored(uid, Phase.DELETING);
                            store.put(
                                    uid(uid).value(),
                                    new Watch(
                                            Phase.DELETING,
                                            NOON,
                                            9,
                                            NOON.plusSeconds(3_600),
                                            0,
                                            null,
                                            uid != 2));
                        });
        media.seconds(1);
        assertThat(metrics.stuck).containsEntry(Phase.DELETING, 2);

        media.tell(1, new ConfirmDeletion());

        assertThat(metrics.stuck).containsEntry(Phase.DELETING, 1);
    }

    @Test
    void noMoreThanAFewHundredAreAskedAboutAtOnce() {
        IntStream.rangeClosed(1, 700).forEach(uid -> media.tell(uid, register(uid)));
        media.wallClock(Duration.ofSeconds(60));
        assertThat(media.tasks()).hasSize(500);
        media.wallClock(Duration.ofSeconds(1));
        assertThat(media.tasks()).hasSize(200);
    }

    // Parked notices

    @Test
    void aParkedNoticeIsForgottenAfterADay() {
        media.tell(7, new RecordNotice(queued())).seconds(2);
        assertThat(metrics.parked).isEqualTo(1);

        media.wallClock(Duration.ofHours(24).minusSeconds(3));
        assertThat(media.<String, Parked>rows(TopologyNames.PARKED_STORE)).hasSize(1);
        media.seconds(1);

        assertThat(media.<String, Parked>rows(TopologyNames.PARKED_STORE)).isEmpty();
        assertThat(metrics.parked).isZero();
        assertThat(metrics.expired).isEqualTo(1);
    }

    @Test
    void aRegistrationTakesTheParkedNotice() {
        media.seconds(1).tell(7, new RecordNotice(processing(10)));
        assertThat(metrics.parked).isEqualTo(1);

        media.tell(7, register(7));

        assertThat(metrics.parked).isZero();
        assertThat(metrics.expired).isZero();
        assertThat(phase(7)).isEqualTo(Phase.PROCESSING);
    }

    @Test
    void aFullRoomTurnsNewNoticesAwayAndKeepsWhatItHas() {
        var store = media.<String, Parked>store(TopologyNames.PARKED_STORE);
        IntStream.rangeClosed(1, ParkedNotices.ROOM)
                .forEach(uid -> store.put(uid(uid).value(), new Parked(queued(), NOON)));
        media.seconds(ParkedNotices.ROOM / 200 + 1);
        assertThat(metrics.parked).isEqualTo(ParkedNotices.ROOM);

        var late = ParkedNotices.ROOM + 1;
        media.tell(late, new RecordNotice(ready(100))).tell(1, new RecordNotice(ready(100)));

        assertThat(metrics.dropped).isEqualTo(1);
        assertThat(store.get(uid(late).value())).isNull();
        assertThat(store.get(uid(1).value()).notice()).isEqualTo(ready(100));

        // What was turned away is asked for.
        media.tell(late, register(late)).seconds(15);
        assertThat(media.tasks()).contains(ASK);
    }

    // The same as in the state space, through the processor.

    private enum Truth {
        PENDING,
        READY,
        ERROR,
        NOTHING
    }

    /** Does what the tasks say, as the gateway does. */
    private Truth worked(int number, Truth truth) {
        var holds = truth;
        for (var task : media.tasks.readValuesToList()) {
            assertThat(task.uid()).isEqualTo(uid(number));
            switch (task.body()) {
                case AskStream(var endUpload) -> {
                    if (holds == Truth.PENDING && endUpload) {
                        holds = Truth.NOTHING;
                        media.tell(number, new ExpireUpload());
                    } else {
                        media.tell(
                                number,
                                switch (holds) {
                                    case PENDING -> new RecordNotice(pending());
                                    case READY -> new RecordNotice(ready(100));
                                    case ERROR -> new RecordNotice(error());
                                    case NOTHING -> new RecordAbsence();
                                });
                    }
                }
                case DeleteFromStream _ -> {
                    holds = Truth.NOTHING;
                    media.tell(number, new ConfirmDeletion());
                }
            }
        }
        return holds;
    }

    private Truth reconciled(int number, Truth truth, int minutes) {
        var holds = truth;
        for (var second = 0; second < minutes * 60; second += 5) {
            media.seconds(5);
            holds = worked(number, holds);
        }
        return holds;
    }

    @Test
    void whatStreamHoldsIsWhatTheVideoBecomesWithoutAnyWebhook() {
        media.tell(1, register(1));
        assertThat(reconciled(1, Truth.READY, 1)).isEqualTo(Truth.READY);
        media.tell(2, register(2));
        assertThat(reconciled(2, Truth.ERROR, 1)).isEqualTo(Truth.ERROR);
        media.tell(3, register(3)).tell(3, new DeleteVideo(id(9), ALICE));
        assertThat(reconciled(3, Truth.READY, 1)).isEqualTo(Truth.NOTHING);
        media.tell(4, new RecordNotice(queued())).tell(4, register(4));
        assertThat(reconciled(4, Truth.NOTHING, 30)).isEqualTo(Truth.NOTHING);
        media.tell(5, register(5));
        assertThat(reconciled(5, Truth.PENDING, 50)).isEqualTo(Truth.NOTHING);

        assertThat(IntStream.rangeClosed(1, 5).mapToObj(this::phase))
                .containsExactly(
                        Phase.READY, Phase.FAILED, Phase.DELETED, Phase.FAILED, Phase.EXPIRED);
        assertThat(media.ready.readValuesToList())
                .singleElement()
                .satisfies(it -> assertThat(it.getUid()).isEqualTo(uid(1).value()));
        assertThat(media.<String, Watch>rows(TopologyNames.WATCH_STORE)).isEmpty();
        assertThat(due()).isZero();
    }
}
