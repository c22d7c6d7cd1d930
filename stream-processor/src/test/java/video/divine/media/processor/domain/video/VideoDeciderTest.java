package video.divine.media.processor.domain.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static video.divine.media.processor.Sample.ALICE;
import static video.divine.media.processor.Sample.BOB;
import static video.divine.media.processor.Sample.NOON;
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
import static video.divine.media.processor.Sample.sha256;
import static video.divine.media.processor.Sample.used;
import static video.divine.media.processor.Sample.vine;
import static video.divine.media.processor.domain.video.VideoScenario.given;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import video.divine.media.processor.domain.Aliases;
import video.divine.media.processor.domain.Closure;
import video.divine.media.processor.domain.Rejection;
import video.divine.media.processor.domain.video.VideoAnswer.Attached;
import video.divine.media.processor.domain.video.VideoAnswer.CheckScheduled;
import video.divine.media.processor.domain.video.VideoAnswer.Noted;
import video.divine.media.processor.domain.video.VideoAnswer.Refused;
import video.divine.media.processor.domain.video.VideoAnswer.Registered;
import video.divine.media.processor.domain.video.VideoCommand.ConcludeAbsence;
import video.divine.media.processor.domain.video.VideoCommand.ConfirmDeletion;
import video.divine.media.processor.domain.video.VideoCommand.DeleteVideo;
import video.divine.media.processor.domain.video.VideoCommand.ExpireUpload;
import video.divine.media.processor.domain.video.VideoCommand.RecheckVideo;
import video.divine.media.processor.domain.video.VideoCommand.RecordAbsence;
import video.divine.media.processor.domain.video.VideoCommand.RecordAliases;
import video.divine.media.processor.domain.video.VideoCommand.RecordNotice;
import video.divine.media.processor.domain.video.VideoCommand.RegisterVideo;
import video.divine.media.processor.domain.video.VideoCommand.Reply;
import video.divine.media.processor.domain.video.VideoEvent.AliasesRecorded;
import video.divine.media.processor.domain.video.VideoEvent.DeletionStarted;
import video.divine.media.processor.domain.video.VideoEvent.NoticeDisregarded;
import video.divine.media.processor.domain.video.VideoEvent.NoticeParked;
import video.divine.media.processor.domain.video.VideoEvent.ProcessingAdvanced;
import video.divine.media.processor.domain.video.VideoEvent.RenditionsCompleted;
import video.divine.media.processor.domain.video.VideoEvent.UploadExpired;
import video.divine.media.processor.domain.video.VideoEvent.VideoBecameReady;
import video.divine.media.processor.domain.video.VideoEvent.VideoDeleted;
import video.divine.media.processor.domain.video.VideoEvent.VideoFailed;
import video.divine.media.processor.domain.video.VideoEvent.VideoRefined;
import video.divine.media.processor.domain.video.VideoEvent.VideoRegistered;
import video.divine.media.processor.domain.video.VideoState.Unregistered;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

class VideoDeciderTest {
    private static final Noted NOTED = new Noted();

    private static RecordNotice says(Notice notice) {
        return new RecordNotice(notice);
    }

    private static DeleteVideo delete() {
        return new DeleteVideo(id(50), ALICE);
    }

    /** Video 1 in that phase, on the shortest way there. */
    private static VideoScenario video(Phase phase) {
        var scenario = given(register(1, sha256(1)));
        return switch (phase) {
            case AWAITING_UPLOAD -> scenario;
            case PROCESSING -> scenario.and(says(processing(40)));
            case READY -> scenario.and(says(ready(39)));
            case FAILED -> scenario.and(says(error()));
            case EXPIRED -> scenario.and(new ExpireUpload());
            case DELETING -> scenario.and(delete());
            case DELETED -> scenario.and(delete(), new ConfirmDeletion());
        };
    }

    @Nested
    class RegisterVideoTest {
        @Test
        void anUnknownUidBecomesAVideoThatAwaitsItsUpload() {
            given().when(register(1, sha256(1)))
                    .answers(new Registered(registration(1), register(1).reply()))
                    .happens(new VideoRegistered(registration(1), Aliases.of(sha256(1))))
                    .is(Phase.AWAITING_UPLOAD)
                    .has(video -> video.sequence() == 1)
                    .has(video -> video.updatedAt().equals(NOON))
                    .has(video -> video.aliases().equals(Aliases.of(sha256(1))));
        }

        @ParameterizedTest
        @EnumSource
        void theSameRegistrationAgainIsAnsweredAndChangesNothing(Phase phase) {
            var again =
                    new RegisterVideo(
                            registration(1),
                            Aliases.of(sha256(1)),
                            new Reply("https://upload.example.com/1", used(1), true));
            video(phase)
                    .when(again)
                    .answers(new Registered(registration(1), again.reply()))
                    .nothingHappens();
        }

        @ParameterizedTest
        @EnumSource
        void anotherRegistrationOfTheSameUidIsRefused(Phase phase) {
            var first = registration(1);
            var other =
                    new Registration(
                            first.uid(),
                            id(2),
                            BOB,
                            first.createdAt(),
                            first.expiresAt(),
                            first.meta());
            video(phase)
                    .when(new RegisterVideo(other, Aliases.none(), register(1).reply()))
                    .answers(new Refused(id(2), new Rejection.ReservationGone(), false))
                    .nothingHappens();
        }

        @Test
        void aParkedNoticeIsAppliedWithIt() {
            given(says(processing(40)))
                    .when(register(1))
                    .happens(
                            new VideoRegistered(registration(1), Aliases.none()),
                            new ProcessingAdvanced(processing(40)))
                    .is(Phase.PROCESSING)
                    .has(video -> video.sequence() == 2);
        }

        @Test
        void aVideoCanBeReadyBeforeItIsRegistered() {
            given(says(ready(100)))
                    .after(Duration.ofSeconds(3))
                    .when(register(1))
                    .happens(
                            new VideoRegistered(registration(1), Aliases.none()),
                            new VideoBecameReady(ready(100)),
                            new RenditionsCompleted())
                    .is(Phase.READY)
                    .has(video -> NOON.plusSeconds(3).equals(video.readyAt()))
                    .has(VideoState.Registered::complete);
        }

        @Test
        void aVideoCanHaveFailedBeforeItIsRegistered() {
            given(says(error())).when(register(1)).is(Phase.FAILED);
        }

        @Test
        void aParkedWaitForTheUploadSaysNothingNew() {
            given(says(pending()))
                    .when(register(1))
                    .happens(new VideoRegistered(registration(1), Aliases.none()));
        }
    }

    @Nested
    class RecordAliasesTest {
        private final RecordAliases command =
                new RecordAliases(id(9), Aliases.of(vine("cat")), false);

        @Test
        void anUnknownUidIsNotFound() {
            given().when(command)
                    .answers(new Refused(id(9), new Rejection.NotFound(), false))
                    .nothingHappens();
            given(says(ready(100)))
                    .when(command)
                    .answers(new Refused(id(9), new Rejection.NotFound(), false))
                    .nothingHappens();
        }

        @ParameterizedTest
        @EnumSource(names = {"AWAITING_UPLOAD", "PROCESSING", "READY"})
        void anOpenVideoGetsThem(Phase phase) {
            video(phase)
                    .when(command)
                    .answers(new Attached(id(9), Aliases.of(sha256(1), vine("cat")), false))
                    .happens(new AliasesRecorded(Aliases.of(vine("cat"))))
                    .is(phase)
                    .has(video -> video.aliases().equals(Aliases.of(sha256(1), vine("cat"))));
        }

        @ParameterizedTest
        @CsvSource({"FAILED, FAILED", "EXPIRED, EXPIRED", "DELETING, DELETED", "DELETED, DELETED"})
        void aClosedVideoRefusesWhatClaimsAccepted(Phase phase, Closure closure) {
            video(phase)
                    .when(command)
                    .answers(new Refused(id(9), new Rejection.VideoClosed(closure), false))
                    .nothingHappens();
        }

        @Test
        void repeatingItIsAnsweredWithAllThatTheVideoHas() {
            video(Phase.READY)
                    .and(command)
                    .when(new RecordAliases(id(9), Aliases.of(vine("cat")), true))
                    .answers(new Attached(id(9), Aliases.of(sha256(1), vine("cat")), true))
                    .nothingHappens();
        }

        @Test
        void onlyWhatTheVideoLacksIsRecorded() {
            video(Phase.READY)
                    .when(new RecordAliases(id(9), Aliases.of(sha256(1), vine("cat")), false))
                    .happens(new AliasesRecorded(Aliases.of(vine("cat"))));
        }
    }

    @Nested
    class RecordNoticeTest {
        @Test
        void aNoticeOfAnUnknownUidIsParked() {
            var then = given().when(says(queued())).answers(NOTED);
            then.happens(new NoticeParked(queued()));
            assertThat(then.state()).isEqualTo(new Unregistered(queued()));
        }

        @Test
        void theFurthestStepStaysParked() {
            given(says(processing(10))).when(says(ready(39))).happens(new NoticeParked(ready(39)));
            given(says(ready(39))).when(says(processing(90))).nothingHappens();
            given(says(ready(39))).when(says(ready(39))).nothingHappens();
            given(says(ready(39))).when(says(ready(100))).happens(new NoticeParked(ready(100)));
        }

        @Test
        void aParkedEndIsAsFinalAsARegisteredOne() {
            given(says(modified(ready(39), Duration.ZERO)))
                    .when(says(modified(error(), Duration.ofMinutes(1))))
                    .nothingHappens();
            given(says(modified(error(), Duration.ZERO)))
                    .when(says(modified(ready(39), Duration.ofMinutes(1))))
                    .nothingHappens();
        }

        @Test
        void aParkedNoticeKeepsWhatEarlierOnesMeasured() {
            var bare =
                    new Notice(
                            "ready",
                            true,
                            100.0,
                            null,
                            null,
                            null,
                            Notice.Measures.NONE,
                            Notice.Playback.NONE);
            given(says(ready(39)), says(bare))
                    .when(register(1))
                    .has(video -> ready(100).equals(video.notice()));
        }

        /** What one notice does to a video of each phase: the whole table. */
        @ParameterizedTest(name = "{0} that hears {1} becomes {2} by {3}")
        @CsvSource({
            "AWAITING_UPLOAD, pendingupload, AWAITING_UPLOAD, nothing",
            "AWAITING_UPLOAD, queued,        PROCESSING,      ProcessingAdvanced",
            "AWAITING_UPLOAD, downloading,   PROCESSING,      ProcessingAdvanced",
            "AWAITING_UPLOAD, inprogress,    PROCESSING,      ProcessingAdvanced",
            "AWAITING_UPLOAD, almost,        PROCESSING,      ProcessingAdvanced",
            "AWAITING_UPLOAD, unplayable,    PROCESSING,      ProcessingAdvanced",
            "AWAITING_UPLOAD, ready,         READY,           VideoBecameReady",
            "AWAITING_UPLOAD, error,         FAILED,          VideoFailed",
            "PROCESSING,      pendingupload, PROCESSING,      nothing",
            "PROCESSING,      queued,        PROCESSING,      nothing",
            "PROCESSING,      downloading,   PROCESSING,      nothing",
            "PROCESSING,      inprogress,    PROCESSING,      ProcessingAdvanced",
            "PROCESSING,      almost,        PROCESSING,      ProcessingAdvanced",
            "PROCESSING,      unplayable,    PROCESSING,      ProcessingAdvanced",
            "PROCESSING,      ready,         READY,           VideoBecameReady",
            "PROCESSING,      error,         FAILED,          VideoFailed",
            "READY,           pendingupload, READY,           nothing",
            "READY,           queued,        READY,           nothing",
            "READY,           downloading,   READY,           nothing",
            "READY,           inprogress,    READY,           nothing",
            "READY,           almost,        READY,           nothing",
            "READY,           unplayable,    READY,           nothing",
            "READY,           ready,         READY,           VideoRefined",
            "READY,           error,         READY,           NoticeDisregarded",
            "FAILED,          pendingupload, FAILED,          nothing",
            "FAILED,          queued,        FAILED,          nothing",
            "FAILED,          downloading,   FAILED,          nothing",
            "FAILED,          inprogress,    FAILED,          nothing",
            "FAILED,          almost,        FAILED,          nothing",
            "FAILED,          unplayable,    FAILED,          nothing",
            "FAILED,          ready,         FAILED,          NoticeDisregarded",
            "FAILED,          error,         FAILED,          nothing",
            "EXPIRED,         pendingupload, EXPIRED,         nothing",
            "EXPIRED,         queued,        EXPIRED,         NoticeDisregarded",
            "EXPIRED,         downloading,   EXPIRED,         NoticeDisregarded",
            "EXPIRED,         inprogress,    EXPIRED,         NoticeDisregarded",
            "EXPIRED,         almost,        EXPIRED,         NoticeDisregarded",
            "EXPIRED,         unplayable,    EXPIRED,         NoticeDisregarded",
            "EXPIRED,         ready,         EXPIRED,         NoticeDisregarded",
            "EXPIRED,         error,         EXPIRED,         NoticeDisregarded",
            "DELETING,        pendingupload, DELETING,        nothing",
            "DELETING,        queued,        DELETING,        NoticeDisregarded",
            "DELETING,        downloading,   DELETING,        NoticeDisregarded",
            "DELETING,        inprogress,    DELETING,        NoticeDisregarded",
            "DELETING,        almost,        DELETING,        NoticeDisregarded",
            "DELETING,        unplayable,    DELETING,        NoticeDisregarded",
            "DELETING,        ready,         DELETING,        NoticeDisregarded",
            "DELETING,        error,         DELETING,        NoticeDisregarded",
            "DELETED,         pendingupload, DELETED,         nothing",
            "DELETED,         queued,        DELETED,         NoticeDisregarded",
            "DELETED,         downloading,   DELETED,         NoticeDisregarded",
            "DELETED,         inprogress,    DELETED,         NoticeDisregarded",
            "DELETED,         almost,        DELETED,         NoticeDisregarded",
            "DELETED,         unplayable,    DELETED,         NoticeDisregarded",
            "DELETED,         ready,         DELETED,         NoticeDisregarded",
            "DELETED,         error,         DELETED,         NoticeDisregarded",
        })
        void oneNotice(Phase before, String state, Phase after, String event) {
            var notice =
                    switch (state) {
                        case "ready" -> ready(60);
                        case "error" -> error();
                        case "unplayable" -> unplayable();
                        default ->
                                new Notice(
                                        state,
                                        false,
                                        60.0,
                                        null,
                                        null,
                                        null,
                                        Notice.Measures.NONE,
                                        Notice.Playback.NONE);
                    };
            var scenario = video(before);
            var then = scenario.when(says(notice)).answers(NOTED).is(after);
            if (event.equals("nothing")) {
                then.nothingHappens();
            } else {
                assertThat(then.decision().events())
                        .singleElement()
                        .extracting(it -> it.getClass().getSimpleName())
                        .isEqualTo(event);
            }
            // Heard again, it says nothing new: not even a contradiction is told twice.
            scenario.when(says(notice)).nothingHappens();
        }

        private static Notice unplayable() {
            return new Notice(
                    "ready",
                    false,
                    60.0,
                    null,
                    null,
                    null,
                    Notice.Measures.NONE,
                    Notice.Playback.NONE);
        }

        @Test
        void readinessIsNotMeasuredInPercent() {
            video(Phase.PROCESSING)
                    .when(says(processing(100)))
                    .is(Phase.PROCESSING)
                    .has(video -> video.readyAt() == null);
            video(Phase.AWAITING_UPLOAD)
                    .after(Duration.ofSeconds(8))
                    .when(says(ready(39)))
                    .happens(new VideoBecameReady(ready(39)))
                    .has(video -> NOON.plusSeconds(8).equals(video.readyAt()))
                    .has(video -> !video.complete());
        }

        @Test
        void allRenditionsAreAFactOfTheirOwn() {
            video(Phase.READY)
                    .when(says(ready(100)))
                    .happens(new VideoRefined(ready(100)), new RenditionsCompleted())
                    .has(VideoState.Registered::complete);
            video(Phase.READY).and(says(ready(100))).when(says(ready(100))).nothingHappens();
            video(Phase.AWAITING_UPLOAD)
                    .when(says(ready(100)))
                    .happens(new VideoBecameReady(ready(100)), new RenditionsCompleted());
        }

        @Test
        void aForwardStepIsNotRefusedForItsAge() {
            given(register(1), says(modified(queued(), Duration.ofMinutes(5))))
                    .when(says(modified(processing(10), Duration.ofMinutes(1))))
                    .is(Phase.PROCESSING)
                    .happens(
                            new ProcessingAdvanced(
                                    modified(processing(10), Duration.ofMinutes(1))));
            given(register(1), says(modified(processing(10), Duration.ofMinutes(5))))
                    .when(says(modified(ready(39), Duration.ofMinutes(1))))
                    .is(Phase.READY);
        }

        @Test
        void withinAStepTheLaterChangeCounts() {
            var late = lasting(modified(ready(50), Duration.ofMinutes(2)), 20);
            var early = lasting(modified(ready(80), Duration.ofMinutes(1)), 10);
            given(register(1), says(late)).when(says(early)).nothingHappens();
            given(register(1), says(early))
                    .when(says(late))
                    .happens(new VideoRefined(late))
                    .has(video -> late.equals(video.notice()));
        }

        @Test
        void withoutAnOrderByTimeProgressIsTheOrder() {
            given(register(1), says(processing(40))).when(says(processing(30))).nothingHappens();
            given(register(1), says(processing(40)))
                    .when(says(processing(41)))
                    .happens(new ProcessingAdvanced(processing(41)));
            var sameChange = modified(processing(40), Duration.ofMinutes(1));
            given(register(1), says(sameChange))
                    .when(says(modified(processing(50), Duration.ofMinutes(1))))
                    .happens(
                            new ProcessingAdvanced(
                                    modified(processing(50), Duration.ofMinutes(1))));
        }

        @Test
        void aLaterNoticeThatMeasuredLessForgetsNothing() {
            var bare =
                    new Notice(
                            "ready",
                            true,
                            60.0,
                            null,
                            null,
                            null,
                            Notice.Measures.NONE,
                            Notice.Playback.NONE);
            given(register(1), says(ready(39)))
                    .when(says(bare))
                    .has(video -> ready(60).equals(video.notice()));
        }

        /** Else every poll of a record that Stream touches would be an event of the kept log. */
        @Test
        void aLaterDateAloneIsNoNews() {
            var early = lasting(modified(processing(40), Duration.ofMinutes(2)), 6);
            var late = lasting(modified(processing(40), Duration.ofMinutes(3)), 6);
            given(register(1), says(early)).when(says(late)).nothingHappens();
            // Nor if it leaves out what is known.
            given(register(1), says(early))
                    .when(says(modified(processing(40), Duration.ofMinutes(3))))
                    .nothingHappens();
            // What is older than the facts that stand loses as before.
            given(register(1), says(early), says(late))
                    .when(says(lasting(modified(processing(30), Duration.ofMinutes(1)), 5)))
                    .nothingHappens();
            given(register(1), says(modified(ready(50), Duration.ofMinutes(1))))
                    .when(says(modified(ready(50), Duration.ofMinutes(2))))
                    .nothingHappens();
        }

        @Test
        void ofAParkedNoticeALaterDateAloneIsNoNews() {
            given(says(modified(queued(), Duration.ofMinutes(1))))
                    .when(says(modified(queued(), Duration.ofMinutes(2))))
                    .nothingHappens();
        }

        /** Two that alternate would fill the kept log for ever. */
        @ParameterizedTest
        @EnumSource(names = {"EXPIRED", "DELETING", "DELETED"})
        void ofContradictionsOnlyTheFurtherOnesAreRecorded(Phase phase) {
            var scenario = video(phase).and(says(queued()), says(processing(1)));
            scenario.when(says(error())).happens(new NoticeDisregarded(error()));
            scenario.when(says(ready(39))).happens(new NoticeDisregarded(ready(39)));
            for (var notice : List.of(error(), ready(39), queued(), processing(2), ready(70))) {
                scenario.when(says(modified(notice, Duration.ofMinutes(9)))).nothingHappens();
            }
        }

        /** Logs of before hold more of them. */
        @Test
        void whatWasRecordedOnceFoldsAsBefore() {
            var decider = new VideoDecider();
            VideoState state = video(Phase.DELETED).when(new ConfirmDeletion()).state();
            for (var notice : List.of(ready(39), error(), ready(39), queued())) {
                state = decider.evolve(state, new NoticeDisregarded(notice), NOON);
                assertThat(state)
                        .isInstanceOfSatisfying(
                                VideoState.Registered.class,
                                it -> assertThat(it.disregarded()).isEqualTo(notice));
            }
        }

        @Test
        void contradictionsAreRecordedEachOnce() {
            video(Phase.DELETED)
                    .when(says(ready(39)))
                    .happens(new NoticeDisregarded(ready(39)))
                    .has(video -> ready(39).equals(video.disregarded()))
                    .has(video -> video.notice() == null);
        }
    }

    @Nested
    class ExpireUploadTest {
        @Test
        void anUploadThatNeverCameExpires() {
            video(Phase.AWAITING_UPLOAD)
                    .when(new ExpireUpload())
                    .answers(NOTED)
                    .happens(new UploadExpired())
                    .is(Phase.EXPIRED);
        }

        @ParameterizedTest
        @EnumSource(mode = Mode.EXCLUDE, names = "AWAITING_UPLOAD")
        void anythingElseDoesNot(Phase phase) {
            video(phase).when(new ExpireUpload()).answers(NOTED).nothingHappens();
        }

        @Test
        void whatIsUnknownDoesNot() {
            given().when(new ExpireUpload()).answers(NOTED).nothingHappens();
            given(says(queued())).when(new ExpireUpload()).answers(NOTED).nothingHappens();
        }
    }

    @Nested
    class DeleteVideoTest {
        @ParameterizedTest
        @EnumSource(
                mode = Mode.EXCLUDE,
                names = {"DELETING", "DELETED"})
        void theOwnerDeletesFromEveryState(Phase phase) {
            video(phase)
                    .when(delete())
                    .answers(new VideoAnswer.DeletionAccepted(id(50)))
                    .happens(new DeletionStarted())
                    .is(Phase.DELETING);
        }

        @ParameterizedTest
        @EnumSource(names = {"DELETING", "DELETED"})
        void deletingTwiceIsAcceptedAndChangesNothing(Phase phase) {
            video(phase)
                    .when(new DeleteVideo(id(51), ALICE))
                    .answers(new VideoAnswer.DeletionAccepted(id(51)))
                    .nothingHappens();
        }

        @ParameterizedTest
        @EnumSource
        void nobodyElseDeletes(Phase phase) {
            video(phase)
                    .when(new DeleteVideo(id(50), BOB))
                    .answers(new Refused(id(50), new Rejection.NotOwner(), false))
                    .nothingHappens();
        }

        @Test
        void whatIsUnknownIsNotFound() {
            given().when(delete())
                    .answers(new Refused(id(50), new Rejection.NotFound(), false))
                    .nothingHappens();
            given(says(ready(100)))
                    .when(delete())
                    .answers(new Refused(id(50), new Rejection.NotFound(), false))
                    .nothingHappens();
        }
    }

    @Nested
    class ConfirmDeletionTest {
        @Test
        void whatIsBeingDeletedIsDeleted() {
            video(Phase.DELETING)
                    .when(new ConfirmDeletion())
                    .answers(NOTED)
                    .happens(new VideoDeleted())
                    .is(Phase.DELETED);
        }

        @ParameterizedTest
        @EnumSource(mode = Mode.EXCLUDE, names = "DELETING")
        void nothingElseIs(Phase phase) {
            video(phase).when(new ConfirmDeletion()).answers(NOTED).nothingHappens();
        }

        @Test
        void whatIsUnknownIsNot() {
            given().when(new ConfirmDeletion()).answers(NOTED).nothingHappens();
            given(says(queued())).when(new ConfirmDeletion()).answers(NOTED).nothingHappens();
        }
    }

    @Nested
    class AbsenceTest {
        @ParameterizedTest
        @EnumSource
        void anAbsenceAloneChangesNothing(Phase phase) {
            video(phase).when(new RecordAbsence()).answers(NOTED).nothingHappens();
        }

        @Test
        void anUploadThatStreamHasForgottenExpires() {
            video(Phase.AWAITING_UPLOAD)
                    .when(new ConcludeAbsence())
                    .answers(NOTED)
                    .happens(new UploadExpired())
                    .is(Phase.EXPIRED);
        }

        @Test
        void aVideoThatStreamLostOnTheWayFailsAndSaysWhy() {
            video(Phase.PROCESSING)
                    .when(new ConcludeAbsence())
                    .happens(new VideoFailed(Notice.deletedAtStream()))
                    .is(Phase.FAILED)
                    .has(
                            video ->
                                    Notice.deletedAtStream()
                                            .over(processing(40))
                                            .equals(video.notice()));
        }

        /** Nor is an absence a deletion: who deletes says so. */
        @ParameterizedTest
        @EnumSource(names = {"READY", "FAILED", "EXPIRED", "DELETING", "DELETED"})
        void anEndStays(Phase phase) {
            video(phase).when(new ConcludeAbsence()).answers(NOTED).nothingHappens();
        }

        @Test
        void aParkedNoticeStaysParked() {
            given(says(queued())).when(new RecordAbsence()).answers(NOTED).nothingHappens();
            given(says(queued())).when(new ConcludeAbsence()).answers(NOTED).nothingHappens();
        }
    }

    @Nested
    class RecheckVideoTest {
        @ParameterizedTest
        @EnumSource
        void aKnownVideoIsLookedAt(Phase phase) {
            video(phase)
                    .when(new RecheckVideo(id(9)))
                    .answers(new CheckScheduled(id(9)))
                    .nothingHappens();
        }

        @Test
        void anUnknownOneIsNotFound() {
            var notFound = new Refused(id(9), new Rejection.NotFound(), false);
            given().when(new RecheckVideo(id(9))).answers(notFound).nothingHappens();
            given(says(queued())).when(new RecheckVideo(id(9))).answers(notFound).nothingHappens();
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachPhaseSaysWhetherItIsClosed(Phase phase) {
        var closure = VideoDecider.closure(phase);
        assertThat(closure)
                .isEqualTo(
                        switch (phase) {
                            case AWAITING_UPLOAD, PROCESSING, READY -> Optional.empty();
                            case FAILED -> Optional.of(Closure.FAILED);
                            case EXPIRED -> Optional.of(Closure.EXPIRED);
                            case DELETING, DELETED -> Optional.of(Closure.DELETED);
                        });
    }

    @Test
    void aLogThatDoesNotBeginWithARegistrationIsABug() {
        var decider = new VideoDecider();
        assertThatThrownBy(() -> decider.evolve(decider.initial(), new VideoDeleted(), NOON))
                .isInstanceOf(IllegalStateException.class);
        var video = given(register(1)).when(says(queued())).video();
        assertThatThrownBy(
                        () ->
                                decider.evolve(
                                        video,
                                        new VideoRegistered(registration(1), Aliases.none()),
                                        NOON))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> decider.evolve(video, new NoticeParked(queued()), NOON))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theTimeOfAVideoNeverGoesBack() {
        var decider = new VideoDecider();
        var video = given(register(1)).when(says(queued())).video();
        assertThat(decider.evolve(video, new DeletionStarted(), NOON.minusSeconds(1)))
                .isInstanceOfSatisfying(
                        VideoState.Registered.class,
                        later -> assertThat(later.updatedAt()).isEqualTo(NOON));
    }

    @Test
    void theUploadLinkIsASecretThatNoTextShows() {
        assertThat(register(1).toString()).doesNotContain("upload.example.com");
        assertThat(given().when(register(1)).decision().answer().toString())
                .doesNotContain("upload.example.com");
        assertThat(given().when(register(1)).video().toString())
                .doesNotContain("upload.example.com");
    }
}
