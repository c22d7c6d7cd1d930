package video.divine.media.processor.domain.claims;

import static video.divine.media.processor.Sample.ALICE;
import static video.divine.media.processor.Sample.NOON;
import static video.divine.media.processor.Sample.attach;
import static video.divine.media.processor.Sample.confirm;
import static video.divine.media.processor.Sample.id;
import static video.divine.media.processor.Sample.reserve;
import static video.divine.media.processor.Sample.sha256;
import static video.divine.media.processor.Sample.vine;
import static video.divine.media.processor.domain.claims.ClaimsScenario.given;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import video.divine.media.processor.domain.Rejection.ReservationGone;
import video.divine.media.processor.domain.claims.ClaimAnswer.Cancelled;
import video.divine.media.processor.domain.claims.ClaimCommand.CancelUpload;
import video.divine.media.processor.domain.claims.ClaimCommand.Fault;
import video.divine.media.processor.domain.claims.ClaimEvent.GivenBack;
import video.divine.media.processor.domain.claims.ClaimEvent.UploadCancelled;

import java.time.Duration;

class CancelUploadTest {
    private static CancelUpload cancel(int attempt, Fault fault) {
        return new CancelUpload(id(1), attempt, fault);
    }

    @Test
    void theFaultOfStreamGivesTheSlotBack() {
        given(reserve(1, ALICE, sha256(1)))
                .when(cancel(1, Fault.STREAM))
                .answers(new Cancelled(id(1)))
                .happens(
                        new UploadCancelled(
                                id(1), GivenBack.SLOT, NOON.plus(Duration.ofMinutes(25))))
                .isFree(sha256(1))
                .hasUsed(ALICE, 0, 1)
                .knows(id(1), Remembered.Cancelled.class);
    }

    @Test
    void theFaultOfTheCallerKeepsTheSlot() {
        given(reserve(1, ALICE, sha256(1)))
                .when(cancel(1, Fault.CALLER))
                .answers(new Cancelled(id(1)))
                .happens(
                        new UploadCancelled(
                                id(1), GivenBack.NOTHING, NOON.plus(Duration.ofMinutes(25))))
                .isFree(sha256(1))
                .hasUsed(ALICE, 1, 1);
    }

    @Test
    void whatNeverReachedStreamGivesTheAttemptBackAsWell() {
        given(reserve(1, ALICE, sha256(1)))
                .when(cancel(1, Fault.STREAM_UNASKED))
                .answers(new Cancelled(id(1)))
                .happens(
                        new UploadCancelled(
                                id(1),
                                GivenBack.SLOT_AND_ATTEMPT,
                                NOON.plus(Duration.ofMinutes(25))))
                .isFree(sha256(1))
                .hasUsed(ALICE, 0, 0)
                .knows(id(1), Remembered.Cancelled.class);
    }

    @Test
    void onlyTheAttemptThatIsCancelledComesBack() {
        given(reserve(1, ALICE))
                .after(Duration.ofSeconds(20))
                .and(reserve(1, ALICE))
                .when(cancel(2, Fault.STREAM_UNASKED))
                .hasUsed(ALICE, 0, 1);
    }

    @Test
    void anAttemptReturnsToTheHourOfItsGrantAndTheSlotToItsOwn() {
        given().after(Duration.ofMinutes(59).plusSeconds(50))
                .and(reserve(1, ALICE))
                .after(Duration.ofSeconds(20))
                .and(reserve(1, ALICE), reserve(2, ALICE))
                .when(cancel(2, Fault.STREAM_UNASKED))
                .hasUsed(ALICE, 1, 1);
    }

    @Test
    void anAttemptOfAnEarlierHourDoesNotComeBack() {
        given(reserve(1, ALICE))
                .after(Duration.ofHours(1))
                .and(reserve(2, ALICE))
                .when(cancel(1, Fault.STREAM_UNASKED))
                .hasUsed(ALICE, 1, 1);
    }

    @Test
    void aSlotReturnsToTheHourItCameFromOnly() {
        given(reserve(1, ALICE))
                .after(Duration.ofHours(1))
                .and(reserve(2, ALICE))
                .when(cancel(1, Fault.STREAM))
                .hasUsed(ALICE, 1, 1);
    }

    @Test
    void aSecondAttemptReturnsTheOneSlotThatTheFirstTook() {
        given(reserve(1, ALICE))
                .after(Duration.ofSeconds(20))
                .and(reserve(1, ALICE))
                .when(cancel(2, Fault.STREAM))
                .hasUsed(ALICE, 0, 2);
    }

    @Test
    void aStaleAttemptCancelsNothing() {
        given(reserve(1, ALICE, sha256(1)))
                .after(Duration.ofSeconds(20))
                .and(reserve(1, ALICE, sha256(1)))
                .when(cancel(1, Fault.STREAM))
                .refuses(1, new ReservationGone())
                .nothingHappens();
    }

    @ParameterizedTest
    @EnumSource
    void aStaleAttemptCancelsNothingOfWhatFollowedItsCancellation(Fault fault) {
        given(reserve(1, ALICE, sha256(1)), cancel(1, Fault.STREAM), reserve(1, ALICE, sha256(1)))
                .when(cancel(1, fault))
                .refuses(1, new ReservationGone())
                .nothingHappens();
    }

    @ParameterizedTest
    @EnumSource
    void cancellingTwiceIsAnsweredAlike(Fault fault) {
        given(reserve(1, ALICE), cancel(1, fault))
                .when(cancel(1, fault))
                .answers(new Cancelled(id(1)))
                .nothingHappens();
    }

    @Test
    void aVideoIsNotCancelled() {
        given(reserve(1, ALICE, sha256(1)), confirm(1, 1, 7))
                .when(cancel(1, Fault.STREAM))
                .refuses(1, new ReservationGone())
                .nothingHappens();
    }

    @Test
    void whatIsUnknownIsGone() {
        given().when(cancel(1, Fault.STREAM)).refuses(1, new ReservationGone()).nothingHappens();
    }

    @Test
    void aRefusedRequestHasNothingToCancel() {
        given(attach(1, ALICE, 99, vine("cat")))
                .when(cancel(1, Fault.STREAM))
                .refuses(1, new ReservationGone())
                .nothingHappens();
    }

    @Test
    void anAttachmentIsNotCancelled() {
        given(reserve(9, ALICE), confirm(9, 1, 7), attach(1, ALICE, 7, vine("cat")))
                .when(cancel(1, Fault.STREAM))
                .refuses(1, new ReservationGone())
                .nothingHappens();
    }
}
