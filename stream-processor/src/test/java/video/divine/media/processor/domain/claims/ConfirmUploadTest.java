package video.divine.media.processor.domain.claims;

import static video.divine.media.processor.Sample.ALICE;
import static video.divine.media.processor.Sample.BOB;
import static video.divine.media.processor.Sample.NOON;
import static video.divine.media.processor.Sample.QUOTA;
import static video.divine.media.processor.Sample.attach;
import static video.divine.media.processor.Sample.byKey;
import static video.divine.media.processor.Sample.confirm;
import static video.divine.media.processor.Sample.id;
import static video.divine.media.processor.Sample.reserve;
import static video.divine.media.processor.Sample.sha256;
import static video.divine.media.processor.Sample.ticket;
import static video.divine.media.processor.Sample.uid;
import static video.divine.media.processor.Sample.used;
import static video.divine.media.processor.Sample.vine;
import static video.divine.media.processor.domain.claims.ClaimsScenario.given;

import org.junit.jupiter.api.Test;

import video.divine.media.processor.domain.Aliases;
import video.divine.media.processor.domain.Rejection.ReservationGone;
import video.divine.media.processor.domain.claims.ClaimAnswer.Registered;
import video.divine.media.processor.domain.claims.ClaimCommand.CancelUpload;
import video.divine.media.processor.domain.claims.ClaimCommand.Fault;
import video.divine.media.processor.domain.claims.ClaimCommand.Tick;
import video.divine.media.processor.domain.claims.ClaimEvent.UploadConfirmed;

import java.time.Duration;

class ConfirmUploadTest {
    private static final Duration LEASE = Duration.ofSeconds(20);

    private static Registered registered(boolean replay) {
        return new Registered(
                id(1), ALICE, NOON, ticket(7), Aliases.of(sha256(1)), used(1), replay);
    }

    @Test
    void theOpenReservationBecomesAVideo() {
        given(reserve(1, ALICE, sha256(1)))
                .after(Duration.ofSeconds(2))
                .when(confirm(1, 1, 7))
                .answers(registered(false))
                .happens(
                        new UploadConfirmed(
                                id(1), ticket(7), NOON.plusSeconds(2).plus(Duration.ofMinutes(25))))
                .isBound(sha256(1), uid(7))
                .isOwned(uid(7), Ownership.open(ALICE, Aliases.of(sha256(1)), Share.NONE))
                .hasUsed(ALICE, 1, 1)
                .knows(id(1), Remembered.Registered.class);
    }

    @Test
    void anUploadUnderAnIdempotencyKeyIsRememberedForADay() {
        given(reserve(byKey(1), ALICE, QUOTA))
                .when(confirm(1, 1, 7))
                .happens(new UploadConfirmed(id(1), ticket(7), NOON.plus(Duration.ofHours(24))));
    }

    @Test
    void theLastAttemptIsTheOneThatCounts() {
        given(reserve(1, ALICE, sha256(1)))
                .after(LEASE)
                .and(reserve(1, ALICE, sha256(1)))
                .when(confirm(1, 2, 7))
                .answers(registered(false))
                .isBound(sha256(1), uid(7));
    }

    @Test
    void aStaleAttemptBindsNothing() {
        given(reserve(1, ALICE, sha256(1)))
                .after(LEASE)
                .and(reserve(1, ALICE, sha256(1)))
                .when(confirm(1, 1, 7))
                .refuses(1, new ReservationGone())
                .nothingHappens();
    }

    @Test
    void anAttemptThatWasNotGrantedBindsNothing() {
        given(reserve(1, ALICE))
                .when(confirm(1, 2, 7))
                .refuses(1, new ReservationGone())
                .nothingHappens();
    }

    @Test
    void aLeaseThatIsOverIsGoodWhileNobodyElseWasGrantedOne() {
        given(reserve(1, ALICE, sha256(1)))
                .after(Duration.ofSeconds(49))
                .and(new Tick())
                .when(confirm(1, 1, 7))
                .answers(registered(false));
    }

    @Test
    void theSameTicketTwiceIsAnsweredAlike() {
        given(reserve(1, ALICE, sha256(1)), confirm(1, 1, 7))
                .when(confirm(1, 1, 7))
                .answers(registered(false))
                .nothingHappens();
    }

    @Test
    void aSecondTicketOfOneRequestBindsNothing() {
        given(reserve(1, ALICE, sha256(1)), confirm(1, 1, 7))
                .when(confirm(1, 1, 8))
                .refuses(1, new ReservationGone())
                .nothingHappens();
    }

    @Test
    void aVideoThatIsOwnedStaysWhereItIs() {
        given(reserve(1, ALICE), confirm(1, 1, 7), reserve(2, BOB))
                .when(confirm(2, 1, 7))
                .refuses(2, new ReservationGone())
                .nothingHappens();
    }

    @Test
    void withoutAReservationNothingIsBound() {
        given().when(confirm(1, 1, 7)).refuses(1, new ReservationGone()).nothingHappens();
    }

    @Test
    void aCancelledReservationIsGone() {
        given(reserve(1, ALICE, sha256(1)), new CancelUpload(id(1), 1, Fault.CALLER))
                .when(confirm(1, 1, 7))
                .refuses(1, new ReservationGone())
                .nothingHappens();
    }

    @Test
    void aStaleAttemptConfirmsNothingOfWhatFollowedItsCancellation() {
        given(reserve(1, ALICE, sha256(1)))
                .after(Duration.ofSeconds(50))
                .and(new Tick(), reserve(1, ALICE, sha256(1)))
                .when(confirm(1, 1, 7))
                .refuses(1, new ReservationGone())
                .nothingHappens()
                .then()
                .when(confirm(1, 2, 8))
                .isBound(sha256(1), uid(8));
    }

    @Test
    void aReservationThatItsDeadlineEndedIsGone() {
        given(reserve(1, ALICE, sha256(1)))
                .after(Duration.ofSeconds(50))
                .and(new Tick())
                .when(confirm(1, 1, 7))
                .refuses(1, new ReservationGone())
                .nothingHappens();
    }

    @Test
    void aRefusedRequestHasNoReservation() {
        given(attach(1, ALICE, 99, vine("cat")))
                .when(confirm(1, 1, 7))
                .refuses(1, new ReservationGone())
                .nothingHappens();
    }

    @Test
    void anAttachmentHasNoReservation() {
        given(reserve(9, ALICE), confirm(9, 1, 7), attach(1, ALICE, 7, vine("cat")))
                .when(confirm(1, 1, 8))
                .refuses(1, new ReservationGone())
                .nothingHappens();
    }
}
