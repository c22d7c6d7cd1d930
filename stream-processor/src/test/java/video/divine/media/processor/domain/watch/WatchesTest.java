package video.divine.media.processor.domain.watch;

import static org.assertj.core.api.Assertions.assertThat;

import static video.divine.media.processor.Sample.ALICE;
import static video.divine.media.processor.Sample.NOON;
import static video.divine.media.processor.Sample.PATIENCE;
import static video.divine.media.processor.Sample.error;
import static video.divine.media.processor.Sample.id;
import static video.divine.media.processor.Sample.lasting;
import static video.divine.media.processor.Sample.modified;
import static video.divine.media.processor.Sample.pending;
import static video.divine.media.processor.Sample.processing;
import static video.divine.media.processor.Sample.queued;
import static video.divine.media.processor.Sample.ready;
import static video.divine.media.processor.Sample.register;
import static video.divine.media.processor.Sample.registration;
import static video.divine.media.processor.Sample.uid;
import static video.divine.media.processor.Sample.vine;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import video.divine.media.processor.domain.Aliases;
import video.divine.media.processor.domain.video.Notice;
import video.divine.media.processor.domain.video.Phase;
import video.divine.media.processor.domain.video.VideoCommand;
import video.divine.media.processor.domain.video.VideoCommand.ConfirmDeletion;
import video.divine.media.processor.domain.video.VideoCommand.DeleteVideo;
import video.divine.media.processor.domain.video.VideoCommand.ExpireUpload;
import video.divine.media.processor.domain.video.VideoCommand.RecheckVideo;
import video.divine.media.processor.domain.video.VideoCommand.RecordAbsence;
import video.divine.media.processor.domain.video.VideoCommand.RecordAliases;
import video.divine.media.processor.domain.video.VideoCommand.RecordNotice;
import video.divine.media.processor.domain.watch.StreamTask.AskStream;
import video.divine.media.processor.domain.watch.StreamTask.DeleteFromStream;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

class WatchesTest {
    private static final Instant LINK_ENDS = registration(1).expiresAt();
    private static final Instant END = LINK_ENDS.plus(PATIENCE.uploadGrace());
    private static final StreamTask.Body ASK = new AskStream(false);
    private static final StreamTask.Body ASK_AND_END = new AskStream(true);
    private static final StreamTask.Body DELETE = new DeleteFromStream();

    private WatchedVideo video = new WatchedVideo(PATIENCE);
    private Instant now = NOON;

    private WatchesTest given(VideoCommand... commands) {
        for (var command : commands) {
            video.tell(command, now);
        }
        return this;
    }

    private WatchesTest after(Duration pause, VideoCommand... commands) {
        now = now.plus(pause);
        return given(commands);
    }

    private static VideoCommand says(Notice notice) {
        return new RecordNotice(notice);
    }

    private static VideoCommand delete() {
        return new DeleteVideo(id(50), ALICE);
    }

    private Watch watch() {
        return video.watch().orElseThrow();
    }

    private Phase phase() {
        return video.video().orElseThrow().phase();
    }

    /** The waits before the next questions, without an answer to any. */
    private List<Duration> waits(int questions) {
        var waits = new ArrayList<Duration>();
        for (var question = 0; question < questions; question++) {
            var next = watch().nextAt();
            waits.add(Duration.between(now, next));
            now = next;
            video.look(now);
        }
        return waits;
    }

    private static void areShortenedByAFifthAtMost(List<Duration> waits, int... seconds) {
        assertThat(waits).hasSize(seconds.length);
        for (var i = 0; i < seconds.length; i++) {
            var whole = Duration.ofSeconds(seconds[i]);
            assertThat(waits.get(i))
                    .isBetween(whole.multipliedBy(4).dividedBy(5).minusMillis(1), whole);
        }
    }

    @Test
    void aVideoInProgressIsAskedAboutEverMoreSeldom() {
        given(register(1), says(processing(1)));

        // In between the alarm is due: half an hour after the last step Stream is asked too.
        areShortenedByAFifthAtMost(waits(7), 15, 30, 60, 120, 240, 480, 600);
        assertThat(video.takeTasks()).containsOnly(ASK).hasSize(7);
    }

    @Test
    void theBackOffBeginsAnewAtEveryStep() {
        given(register(1), says(processing(1)));
        waits(5);

        given(says(processing(2)));

        areShortenedByAFifthAtMost(waits(3), 15, 30, 60);
        given(says(processing(2)), says(queued()));
        areShortenedByAFifthAtMost(waits(1), 120);
    }

    @Test
    void theWaitIsThatOfTheVideoAndTheCountAndOfNothingElse() {
        var waits =
                IntStream.range(0, 100)
                        .mapToObj(it -> Patience.wait(uid(it), Phase.PROCESSING, 6))
                        .toList();

        assertThat(Patience.wait(uid(3), Phase.PROCESSING, 6)).isEqualTo(waits.get(3));
        assertThat(waits.stream().distinct().count()).isGreaterThan(90);
        assertThat(waits)
                .allSatisfy(
                        it ->
                                assertThat(it)
                                        .isBetween(Duration.ofMinutes(8), Duration.ofMinutes(10)));
        assertThat(waits).anyMatch(it -> it.compareTo(Duration.ofSeconds(500)) < 0);
        assertThat(waits).anyMatch(it -> it.compareTo(Duration.ofSeconds(580)) > 0);
        assertThat(Patience.wait(uid(3), Phase.PROCESSING, Integer.MAX_VALUE))
                .isLessThanOrEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void anUploadIsEndedRightWhenItsLinkAndTheGraceAreOver() {
        given(register(1));
        while (now.isBefore(END)) {
            assertThat(video.tasks).doesNotContain(ASK_AND_END);
            waits(1);
        }

        assertThat(now).isEqualTo(END);
        assertThat(video.takeTasks()).endsWith(ASK, ASK_AND_END);
        areShortenedByAFifthAtMost(waits(4), 15, 30, 60, 120);
        assertThat(video.takeTasks()).containsOnly(ASK_AND_END);

        given(new ExpireUpload());

        assertThat(video.watch()).isEmpty();
    }

    @Test
    void anUploadWhoseLinkEndedWhileNobodyLookedIsEndedAtOnceAndQuicklyAgain() {
        given(register(1));
        waits(5);
        video.takeTasks();
        now = END.plus(Duration.ofHours(5));
        video.look(now);

        assertThat(video.takeTasks()).containsExactly(ASK_AND_END);
        areShortenedByAFifthAtMost(waits(2), 15, 30);
    }

    @Test
    void aDeletionBeginsAtOnceAndGoesOnUntilItIsConfirmed() {
        given(register(1), says(ready(100)), delete());

        assertThat(video.takeTasks()).containsExactly(DELETE);
        areShortenedByAFifthAtMost(waits(4), 5, 10, 20, 40);
        assertThat(video.takeTasks()).containsOnly(DELETE).hasSize(4);

        given(delete(), new ConfirmDeletion());

        assertThat(video.takeTasks()).isEmpty();
        assertThat(video.watch()).isEmpty();
    }

    @Test
    void aPlayableVideoIsAskedAboutItsOtherQualityLevelsForADay() {
        given(register(1), says(ready(39)));
        areShortenedByAFifthAtMost(waits(3), 15, 30, 60);
        given(says(ready(70)));
        areShortenedByAFifthAtMost(waits(1), 15);

        while (video.watch().isPresent()) {
            waits(1);
        }

        assertThat(now).isEqualTo(NOON.plus(Patience.FOR_RENDITIONS));
        assertThat(video.alarms).isZero();
    }

    @Test
    void aCompleteVideoIsNotWatched() {
        given(register(1), says(ready(39)));
        assertThat(video.watch()).isPresent();

        given(says(ready(100)));

        assertThat(video.watch()).isEmpty();
    }

    @Test
    void whatHasEndedOrIsUnknownIsNotWatched() {
        given(says(queued()));
        assertThat(video.watch()).isEmpty();
        given(register(1), says(error()));
        assertThat(video.watch()).isEmpty();
    }

    // Absences

    private static final VideoCommand ABSENT = new RecordAbsence();

    /** An open video that absences count of. */
    private WatchesTest givenProcessing() {
        return given(register(1), says(processing(1))).after(Patience.AFTER_CREATION);
    }

    @Test
    void threeAbsencesInTenMinutesProveThatAVideoIsLost() {
        givenProcessing();

        given(ABSENT, ABSENT, ABSENT).after(Duration.ofSeconds(599), ABSENT);
        assertThat(phase()).isEqualTo(Phase.PROCESSING);
        after(Duration.ofSeconds(1), ABSENT);

        assertThat(phase()).isEqualTo(Phase.FAILED);
        assertThat(video.watch()).isEmpty();
    }

    @Test
    void noAbsenceCountsInTheFirstMinutesOfAVideo() {
        given(register(1), says(processing(1)))
                .after(Patience.AFTER_CREATION.minusMillis(1), ABSENT, ABSENT, ABSENT);
        assertThat(watch().absences()).isZero();

        after(Duration.ofMillis(1), ABSENT, ABSENT)
                .after(Duration.ofMinutes(10).minusMillis(1), ABSENT);
        assertThat(phase()).isEqualTo(Phase.PROCESSING);
        after(Duration.ofMillis(1), ABSENT);

        assertThat(phase()).isEqualTo(Phase.FAILED);
    }

    @Test
    void twoAbsencesProveNothing() {
        givenProcessing().given(ABSENT).after(Duration.ofHours(1), ABSENT);

        assertThat(phase()).isEqualTo(Phase.PROCESSING);
        assertThat(watch().absences()).isEqualTo(2);
    }

    @Test
    void anyWordOfStreamsEndsARowOfAbsences() {
        givenProcessing()
                .given(ABSENT, ABSENT)
                .after(Duration.ofMinutes(20), says(processing(1)), ABSENT)
                .after(Duration.ofMinutes(20), ABSENT);
        assertThat(phase()).isEqualTo(Phase.PROCESSING);
        assertThat(watch().absences()).isEqualTo(2);

        given(says(processing(2)));

        assertThat(watch().absences()).isZero();
        assertThat(watch().absentSince()).isNull();
    }

    @Test
    void afterAnAbsenceStreamIsAskedAgainSoonSoThatThreeSpanTenMinutes() {
        given(register(1), says(processing(1)));
        waits(12);

        given(ABSENT);
        areExactly(waits(1), 300);
        given(ABSENT);
        areExactly(waits(1), 300);
        given(ABSENT);

        assertThat(phase()).isEqualTo(Phase.FAILED);
    }

    @Test
    void beforeTheUploadThreeThatSpanAMinuteAreEnough() {
        given(register(1));
        waits(6);

        given(ABSENT);
        areExactly(waits(1), 30);
        given(ABSENT);
        areExactly(waits(1), 30);
        given(ABSENT);

        assertThat(phase()).isEqualTo(Phase.EXPIRED);
    }

    private static void areExactly(List<Duration> waits, int seconds) {
        assertThat(waits).containsExactly(Duration.ofSeconds(seconds));
    }

    @Test
    void aVideoThatWasJustCreatedMayBeUnknown() {
        given(register(1));
        for (var second = 0; second < 290; second += 10) {
            after(Duration.ofSeconds(10), ABSENT);
        }
        assertThat(now).isEqualTo(NOON.plusSeconds(290));
        assertThat(phase()).isEqualTo(Phase.AWAITING_UPLOAD);

        after(Duration.ofSeconds(10), ABSENT);

        assertThat(phase()).isEqualTo(Phase.EXPIRED);
    }

    @Test
    void afterTheLinkTwoAbsencesAreEnough() {
        given(register(1));
        now = END;
        given(ABSENT);
        assertThat(phase()).isEqualTo(Phase.AWAITING_UPLOAD);

        given(ABSENT);

        assertThat(phase()).isEqualTo(Phase.EXPIRED);
    }

    /** They may answer questions from before the deletion, by reads that lagged. */
    @Test
    void noAbsenceCountsAsADeletion() {
        given(register(1), says(ready(39)), delete());
        for (var minute = 0; minute < 20; minute++) {
            after(Duration.ofMinutes(1), ABSENT);
        }
        assertThat(phase()).isEqualTo(Phase.DELETING);
        assertThat(watch().absences()).isZero();
        waits(1);
        assertThat(video.takeTasks()).containsOnly(DELETE).hasSize(2);

        given(new ConfirmDeletion());

        assertThat(phase()).isEqualTo(Phase.DELETED);
    }

    @Test
    void aPlayableVideoStaysOneHoweverOftenStreamDoesNotKnowIt() {
        given(register(1), says(ready(39)));
        for (var minute = 0; minute < 20; minute++) {
            after(Duration.ofMinutes(1), ABSENT);
        }

        assertThat(phase()).isEqualTo(Phase.READY);
    }

    @Test
    void aPlayableVideoThatIsGoneIsNotAskedAboutMoreOften() {
        given(register(1), says(ready(39)));
        waits(6);
        var next = watch().nextAt();

        given(ABSENT);

        assertThat(watch().absences()).isEqualTo(1);
        assertThat(watch().nextAt()).isEqualTo(next);
    }

    @Test
    void aPlayableVideoThatIsGoneIsAskedAboutNoMore() {
        given(register(1), says(ready(39)))
                .after(Duration.ofHours(1), ABSENT, ABSENT, ABSENT)
                .after(Duration.ofSeconds(599), ABSENT);
        assertThat(video.watch()).isPresent();

        after(Duration.ofSeconds(1), ABSENT);
        assertThat(video.watch()).isEmpty();
        // Answers that come late, and what has nothing to do with Stream, leave it so.
        given(ABSENT, new RecordAliases(id(9), Aliases.of(vine("a")), false));
        assertThat(video.watch()).isEmpty();

        given(says(ready(39)));
        assertThat(video.watch()).isPresent();
        given(says(ready(100)));
        assertThat(video.watch()).isEmpty();
    }

    @Test
    void whatStreamHasOfAnExpiredUploadIsDeletedOnce() {
        given(register(1), new ExpireUpload(), says(pending()));
        assertThat(video.takeTasks()).isEmpty();

        given(says(queued()));
        assertThat(video.takeTasks()).containsExactly(DELETE);
        given(says(queued()), says(ready(100)));
        after(Patience.AFTER_CREATION, new ConfirmDeletion());

        assertThat(video.takeTasks()).isEmpty();
        assertThat(phase()).isEqualTo(Phase.EXPIRED);
        assertThat(video.watch()).isEmpty();
    }

    /** It is left over because a DELETE found nothing, and the next one may as well. */
    @Test
    void thatWhatIsLeftOverIsGoneIsNotBelievedAtOnce() {
        givenDeleted().given(says(ready(100)), new ConfirmDeletion());
        video.takeTasks();

        areShortenedByAFifthAtMost(waits(3), 5, 10, 20);
        assertThat(video.takeTasks()).containsExactly(DELETE, DELETE, DELETE);
        after(Patience.AFTER_CREATION, new ConfirmDeletion());

        assertThat(video.watch()).isEmpty();
    }

    private WatchesTest givenDeleted() {
        given(register(1), delete(), new ConfirmDeletion());
        video.takeTasks();
        return this;
    }

    /** Stream's DELETE may find nothing yet, and the upload link works on. */
    @Test
    void whatStreamHasOfADeletedVideoIsDeleted() {
        givenDeleted().given(says(pending()));
        assertThat(video.takeTasks()).isEmpty();

        given(says(ready(100)));
        assertThat(video.takeTasks()).containsExactly(DELETE);
        given(says(ready(100)), says(ready(100)), says(queued()));
        after(Patience.AFTER_CREATION, new ConfirmDeletion());

        assertThat(phase()).isEqualTo(Phase.DELETED);
        assertThat(video.watch()).isEmpty();
        given(says(ready(100)), says(error()), says(processing(7)));
        assertThat(video.takeTasks()).isEmpty();
        assertThat(video.watch()).isEmpty();
    }

    @Test
    void aNoticeThatWasUnderWayAtTheDeletionPutsOutOneMoreAtMost() {
        given(register(1), says(processing(1)), delete(), says(ready(39)), new ConfirmDeletion());
        video.takeTasks();

        given(says(ready(39)), says(ready(100)));

        assertThat(video.takeTasks()).isEmpty();
        assertThat(video.watch()).isEmpty();
    }

    /** The creation is in the time of another log. */
    @Test
    void aCreationInTheFutureHoldsUpNoAbsence() {
        after(Duration.ofDays(-1), register(1), says(processing(1)));

        for (var absence = 0; absence < 3; absence++) {
            after(Duration.ofMinutes(10), ABSENT);
        }

        assertThat(phase()).isEqualTo(Phase.FAILED);
    }

    @ParameterizedTest
    @EnumSource(names = {"EXPIRED", "DELETED"})
    void whatNobodyOwnsIsDeletedAgainUntilThatIsConfirmed(Phase phase) {
        if (phase == Phase.EXPIRED) {
            given(register(1), new ExpireUpload());
        } else {
            givenDeleted();
        }
        given(says(queued()));

        areShortenedByAFifthAtMost(waits(4), 5, 10, 20, 40);
        assertThat(video.takeTasks()).containsOnly(DELETE).hasSize(5);
        // What Stream says meanwhile, or does not, changes nothing about that.
        given(says(ready(39)), ABSENT, says(ready(39)), new ExpireUpload());
        areShortenedByAFifthAtMost(waits(1), 80);
        given(new RecheckVideo(id(9)));
        assertThat(video.takeTasks()).containsExactly(DELETE, DELETE);
        assertThat(untilAlarm()).isLessThan(Duration.ofMinutes(10));

        given(new ConfirmDeletion());

        assertThat(phase()).isEqualTo(phase);
        assertThat(video.watch()).isEmpty();
    }

    @Test
    void theOwnersDeletionTakesOverFromThatOfALeftOver() {
        given(register(1), new ExpireUpload(), says(queued()));
        waits(3);
        video.takeTasks();

        given(delete());

        assertThat(video.takeTasks()).containsExactly(DELETE);
        areShortenedByAFifthAtMost(waits(1), 5);
        given(new ConfirmDeletion());
        assertThat(phase()).isEqualTo(Phase.DELETED);
        assertThat(video.watch()).isEmpty();
    }

    @Test
    void whatStreamHasOfAFailedVideoIsLeftThere() {
        givenProcessing()
                .given(ABSENT, ABSENT)
                .after(Duration.ofMinutes(10), ABSENT, says(ready(100)));

        assertThat(phase()).isEqualTo(Phase.FAILED);
        assertThat(video.takeTasks()).isEmpty();
    }

    // Rechecks

    @ParameterizedTest
    @EnumSource
    void anOperatorHasStreamAskedAtOnce(Phase phase) {
        given(register(1));
        switch (phase) {
            case AWAITING_UPLOAD -> given(says(pending()));
            case PROCESSING -> given(says(processing(1)));
            case READY -> given(says(ready(100)));
            case FAILED -> given(says(error()));
            case EXPIRED -> given(new ExpireUpload());
            case DELETING -> given(delete());
            case DELETED -> given(delete(), new ConfirmDeletion());
        }
        video.takeTasks();
        var watched = video.watch().isPresent();

        given(new RecheckVideo(id(9)));

        // Of what nobody owns any more, Stream is to have nothing.
        var isNobodys = phase == Phase.EXPIRED || phase == Phase.DELETED;
        assertThat(video.takeTasks())
                .containsExactly(phase == Phase.DELETING || isNobodys ? DELETE : ASK);
        assertThat(phase()).isEqualTo(phase);
        assertThat(video.watch().isPresent()).isEqualTo(watched || isNobodys);
    }

    @Test
    void anOperatorMakesTheBackOffBeginAnew() {
        given(register(1), says(processing(1)));
        waits(6);

        given(new RecheckVideo(id(9)));

        assertThat(watch().attempts()).isEqualTo(1);
        areShortenedByAFifthAtMost(waits(1), 30);
    }

    // Alarms

    private Duration untilAlarm() {
        var start = now;
        while (video.alarms == 0) {
            waits(1);
        }
        assertThat(watch().alarmed()).isTrue();
        return Duration.between(start, now);
    }

    @Test
    void anUploadThatDoesNotEndIsStuckAQuarterOfAnHourAfterItsLinkAndTheGrace() {
        given(register(1));

        assertThat(untilAlarm()).isEqualTo(Duration.ofMinutes(55));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 90, 24 * 60})
    void theGraceIsThatOfTheDeployment(int minutes) {
        video = new WatchedVideo(new Patience(Duration.ofMinutes(minutes)));
        given(register(1));
        while (!video.tasks.contains(ASK_AND_END)) {
            waits(1);
        }
        assertThat(now).isEqualTo(LINK_ENDS.plus(Duration.ofMinutes(minutes)));

        untilAlarm();

        assertThat(now).isEqualTo(LINK_ENDS.plus(Duration.ofMinutes(minutes + 15L)));
    }

    @Test
    void aQueuedVideoIsStuckAfterTenMinutes() {
        given(register(1), says(queued()));

        assertThat(untilAlarm()).isEqualTo(Duration.ofMinutes(10));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 60})
    void aVideoInProgressIsStuckAfterHalfAnHourAndTenTimesItsLength(int seconds) {
        given(register(1), says(lasting(processing(1), seconds)));

        assertThat(untilAlarm()).isEqualTo(Duration.ofMinutes(30).plusSeconds(10L * seconds));
    }

    @Test
    void aDeletionIsStuckAfterTenMinutes() {
        given(register(1), delete());

        assertThat(untilAlarm()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void theAlarmIsRaisedOnceAndAgainAfterTheNextStep() {
        given(register(1), says(queued()));
        untilAlarm();
        waits(20);
        assertThat(video.alarms).isEqualTo(1);

        given(says(processing(1)));
        assertThat(watch().alarmed()).isFalse();
        waits(20);

        assertThat(video.alarms).isEqualTo(2);
    }

    /** Stream may touch its record whenever it is asked. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDateThatMovesIsNoStep(boolean measuredAnew) {
        given(register(1), says(modified(lasting(processing(1), 6), Duration.ZERO)));
        var waits = new ArrayList<Duration>();
        while (video.alarms == 0 && now.isBefore(NOON.plus(Duration.ofHours(1)))) {
            waits.addAll(waits(1));
            var notice = lasting(processing(1), measuredAnew ? 6 - 0.01 * waits.size() : 6);
            given(says(modified(notice, Duration.between(NOON, now))));
        }

        assertThat(now).isBetween(NOON.plusSeconds(31 * 60 - 2), NOON.plus(Duration.ofMinutes(31)));
        areShortenedByAFifthAtMost(waits.subList(0, 6), 15, 30, 60, 120, 240, 480);
        assertThat(watch().since()).isEqualTo(NOON);
        assertThat(video.events).hasSize(measuredAnew ? 2 + waits.size() : 2);
    }

    @Test
    void whatStreamMeasuresForTheFirstTimeIsAStep() {
        given(register(1), says(modified(processing(1), Duration.ZERO)));
        waits(5);

        given(says(modified(lasting(processing(1), 6), Duration.ofMinutes(9))));

        assertThat(watch().since()).isEqualTo(now);
        areShortenedByAFifthAtMost(waits(1), 15);
    }

    @Test
    void aPercentageThatFallsIsNoStep() {
        given(register(1), says(modified(processing(40), Duration.ofMinutes(1))));
        waits(3);

        given(says(modified(processing(30), Duration.ofMinutes(2))));

        assertThat(video.video().orElseThrow().notice())
                .isEqualTo(modified(processing(30), Duration.ofMinutes(2)));
        areShortenedByAFifthAtMost(waits(1), 120);
        assertThat(watch().since()).isEqualTo(NOON);
    }

    // Enrolment

    @Test
    void aVideoWithoutAWatchIsWatchedFromItsNextCommandOn() {
        given(register(1), says(processing(1)));
        var stored = video.video().orElseThrow();
        var watches = new Watches(PATIENCE);

        assertThat(watches.enrol(stored, now.plusSeconds(100)))
                .hasValueSatisfying(
                        watch -> {
                            assertThat(watch.since()).isEqualTo(NOON);
                            assertThat(watch.nextAt())
                                    .isBetween(now.plusSeconds(112), now.plusSeconds(115));
                        });
        assertThat(watches.after(ABSENT, stored, stored, null, now.plusSeconds(300)).watch())
                .hasValueSatisfying(watch -> assertThat(watch.absences()).isEqualTo(1));
    }

    @Test
    void whatHasEndedIsNotEnrolled() {
        given(register(1), says(error()));

        assertThat(new Watches(PATIENCE).enrol(video.video().orElseThrow(), now)).isEmpty();
    }
}
