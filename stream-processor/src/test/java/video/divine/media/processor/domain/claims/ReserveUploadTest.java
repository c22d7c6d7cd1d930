package video.divine.media.processor.domain.claims;

import static video.divine.media.processor.Sample.ALICE;
import static video.divine.media.processor.Sample.BOB;
import static video.divine.media.processor.Sample.NOON;
import static video.divine.media.processor.Sample.QUOTA;
import static video.divine.media.processor.Sample.attach;
import static video.divine.media.processor.Sample.byKey;
import static video.divine.media.processor.Sample.byToken;
import static video.divine.media.processor.Sample.confirm;
import static video.divine.media.processor.Sample.id;
import static video.divine.media.processor.Sample.request;
import static video.divine.media.processor.Sample.reserve;
import static video.divine.media.processor.Sample.sha256;
import static video.divine.media.processor.Sample.ticket;
import static video.divine.media.processor.Sample.uid;
import static video.divine.media.processor.Sample.url;
import static video.divine.media.processor.Sample.used;
import static video.divine.media.processor.Sample.vine;
import static video.divine.media.processor.domain.claims.ClaimsScenario.given;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import video.divine.media.processor.domain.AliasKind;
import video.divine.media.processor.domain.Aliases;
import video.divine.media.processor.domain.Closure;
import video.divine.media.processor.domain.QuotaStatus;
import video.divine.media.processor.domain.Rejection.AliasTaken;
import video.divine.media.processor.domain.Rejection.CommandReused;
import video.divine.media.processor.domain.Rejection.InProgress;
import video.divine.media.processor.domain.Rejection.NotFound;
import video.divine.media.processor.domain.Rejection.QuotaExceeded;
import video.divine.media.processor.domain.Rejection.UploadInProgress;
import video.divine.media.processor.domain.claims.ClaimAnswer.Granted;
import video.divine.media.processor.domain.claims.ClaimAnswer.Registered;
import video.divine.media.processor.domain.claims.ClaimCommand.CancelUpload;
import video.divine.media.processor.domain.claims.ClaimCommand.Fault;
import video.divine.media.processor.domain.claims.ClaimCommand.ReleaseVideo;
import video.divine.media.processor.domain.claims.ClaimCommand.Tick;
import video.divine.media.processor.domain.claims.ClaimEvent.CommandRefused;
import video.divine.media.processor.domain.claims.ClaimEvent.UploadReserved;
import video.divine.media.processor.domain.claims.ClaimEvent.UploadReservedAgain;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

class ReserveUploadTest {
    private static final Duration LEASE = Duration.ofSeconds(20);
    private static final Instant LEASE_END = NOON.plus(LEASE);
    private static final Instant GRACE_END = NOON.plusSeconds(50);
    private static final long HOUR = QuotaUse.hourOf(NOON);

    @Test
    void theFirstRequestIsGrantedForTheLengthOfTheLease() {
        given().when(reserve(1, ALICE, sha256(1), vine("cat")))
                .answers(new Granted(id(1), 1, LEASE_END, used(1)))
                .happens(
                        new UploadReserved(
                                byToken(1),
                                ALICE,
                                Aliases.of(sha256(1), vine("cat")),
                                1,
                                LEASE_END,
                                NOON,
                                HOUR,
                                0))
                .isReserved(sha256(1), id(1))
                .isReserved(vine("cat"), id(1))
                .hasUsed(ALICE, 1, 1)
                .knows(id(1), Remembered.Reserved.class);
    }

    @Test
    void anUploadNeedsNoAlias() {
        given().when(reserve(1, ALICE)).answers(new Granted(id(1), 1, LEASE_END, used(1)));
    }

    @Test
    void theSameRequestIsInProgressWhileItsLeaseRuns() {
        given(reserve(1, ALICE, sha256(1)))
                .after(LEASE.minusMillis(1))
                .when(reserve(1, ALICE, sha256(1)))
                .refuses(1, new InProgress(LEASE_END))
                .nothingHappens();
    }

    @Test
    void theSameRequestIsGrantedAnotherAttemptWhenItsLeaseIsOver() {
        given(reserve(1, ALICE, sha256(1)))
                .after(LEASE)
                .when(reserve(1, ALICE, sha256(1)))
                .answers(new Granted(id(1), 2, LEASE_END.plus(LEASE), used(1)))
                .happens(new UploadReservedAgain(id(1), 2, LEASE_END.plus(LEASE), HOUR))
                .isReserved(sha256(1), id(1))
                .hasUsed(ALICE, 1, 2);
    }

    @Test
    void anotherAttemptOfALaterHourTakesNoSlotOfThatHour() {
        given(reserve(1, ALICE))
                .after(Duration.ofHours(1))
                .when(reserve(1, ALICE))
                .answers(
                        new Granted(
                                id(1),
                                2,
                                NOON.plus(Duration.ofHours(1)).plus(LEASE),
                                new QuotaStatus(QUOTA, 0, NOON.plus(Duration.ofHours(2)))))
                .hasUsed(ALICE, 0, 1);
    }

    @Test
    void attemptsEndAtThreeTimesTheQuota() {
        var once = reserve(byToken(1), ALICE, 1);
        given(once)
                .after(LEASE)
                .and(once)
                .after(LEASE)
                .and(once)
                .after(LEASE)
                .when(once)
                .refuses(1, new QuotaExceeded(used(1, 1)))
                .nothingHappens();
    }

    @Test
    void aSlotThatComesBackCanBeTakenNoMoreThanThreeTimes() {
        given(reserve(byToken(1), ALICE, 1), cancel(1), reserve(byToken(2), ALICE, 1), cancel(2))
                .and(reserve(byToken(3), ALICE, 1), cancel(3))
                .when(reserve(byToken(4), ALICE, 1))
                .refuses(4, new QuotaExceeded(used(0, 1)))
                .hasUsed(ALICE, 0, 3);
    }

    @Test
    void aConfirmedRequestIsAnsweredAgainAsItWas() {
        given(reserve(1, ALICE, sha256(1)), confirm(1, 1, 7))
                .after(Duration.ofMinutes(24))
                .when(reserve(1, ALICE, sha256(1)))
                .answers(
                        new Registered(
                                id(1),
                                ALICE,
                                NOON,
                                ticket(7),
                                Aliases.of(sha256(1)),
                                used(1),
                                true))
                .nothingHappens();
    }

    @Test
    void aRefusedRequestIsRefusedAgainAlthoughTheObstacleIsGone() {
        var refusal =
                new AliasTaken(
                        Set.of(AliasKind.SHA256),
                        Map.of(AliasKind.SHA256, uid(7)),
                        Optional.empty());
        given(reserve(1, ALICE, sha256(1)), confirm(1, 1, 7), reserve(2, BOB, sha256(1)))
                .and(new ReleaseVideo(uid(7), Closure.DELETED))
                .when(reserve(2, BOB, sha256(1)))
                .refusesAgain(2, refusal)
                .nothingHappens();
    }

    @Test
    void aCancelledRequestStartsAfreshWithTheNextAttempt() {
        given(reserve(1, ALICE, sha256(1)), cancel(1))
                .after(Duration.ofSeconds(3))
                .when(reserve(1, ALICE, sha256(1)))
                .answers(new Granted(id(1), 2, LEASE_END.plusSeconds(3), used(1)))
                .isReserved(sha256(1), id(1))
                .hasUsed(ALICE, 1, 2);
    }

    @Test
    void theAttemptAfterAnAbandonedReservationIsNotTheFirst() {
        given(reserve(1, ALICE))
                .after(Duration.ofSeconds(50))
                .and(new Tick())
                .when(reserve(1, ALICE))
                .answers(new Granted(id(1), 2, GRACE_END.plus(LEASE), used(1)));
    }

    @Test
    void attemptsAreCountedOverEveryCancellation() {
        given(reserve(1, ALICE), cancel(1), reserve(1, ALICE), cancel(1, 2))
                .when(reserve(1, ALICE))
                .answers(new Granted(id(1), 3, LEASE_END, used(1)))
                .then()
                .after(LEASE)
                .when(reserve(1, ALICE))
                .answers(new Granted(id(1), 4, LEASE_END.plus(LEASE), used(1)));
    }

    /** Every state in which a command id can be known. */
    enum Known {
        RESERVED,
        LEASE_OVER,
        REGISTERED,
        ATTACHED,
        REJECTED,
        CANCELLED;

        ClaimsScenario scenario() {
            return switch (this) {
                case RESERVED -> given(reserve(1, ALICE, sha256(1)));
                case LEASE_OVER -> given(reserve(1, ALICE, sha256(1))).after(LEASE);
                case REGISTERED -> given(reserve(1, ALICE, sha256(1)), confirm(1, 1, 7));
                case ATTACHED ->
                        given(reserve(9, ALICE), confirm(9, 1, 7), attach(1, ALICE, 7, sha256(1)));
                case REJECTED -> given(attach(1, ALICE, 99, sha256(1)));
                case CANCELLED -> given(reserve(1, ALICE, sha256(1)), cancel(1));
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherBodyUnderAKnownIdHasNoEffect(Known known) {
        var other = request(1, CommandSource.NIP98, "another body");
        known.scenario()
                .when(reserve(other, ALICE, QUOTA, vine("dog")))
                .refuses(1, new CommandReused())
                .nothingHappens();
        known.scenario()
                .when(attach(other, ALICE, 7, vine("dog")))
                .refuses(1, new CommandReused())
                .nothingHappens();
    }

    @Test
    void theIdOfAnAttachmentIsNoUpload() {
        Known.ATTACHED
                .scenario()
                .when(reserve(1, ALICE, sha256(1)))
                .refuses(1, new CommandReused())
                .nothingHappens();
    }

    @Test
    void theRefusalOfAnotherKindOfCommandIsRepeatedToo() {
        Known.REJECTED.scenario().when(reserve(1, ALICE)).refusesAgain(1, new NotFound());
    }

    @Test
    void anAliasOfAVideoIsTakenEvenForItsOwner() {
        given(reserve(1, ALICE, sha256(1)), confirm(1, 1, 7))
                .when(reserve(2, ALICE, sha256(1), vine("cat")))
                .refuses(
                        2,
                        new AliasTaken(
                                Set.of(AliasKind.SHA256),
                                Map.of(AliasKind.SHA256, uid(7)),
                                Optional.empty()))
                .onlyTheRefusalIsRemembered()
                .isFree(vine("cat"))
                .hasUsed(ALICE, 1, 1);
    }

    @Test
    void anAliasThatSomebodyElseReservedIsTakenForAWhile() {
        given(reserve(1, ALICE, sha256(1)))
                .when(reserve(2, BOB, sha256(1), vine("cat")))
                .refuses(
                        2,
                        new AliasTaken(Set.of(AliasKind.SHA256), Map.of(), Optional.of(GRACE_END)))
                .isReserved(sha256(1), id(1))
                .isFree(vine("cat"))
                .hasUsed(BOB, 0, 0);
    }

    @Test
    void anAliasOfOnesOwnOtherReservationIsAnUploadInProgress() {
        given(reserve(1, ALICE, sha256(1)))
                .when(reserve(2, ALICE, sha256(1)))
                .refuses(2, new UploadInProgress(Set.of(AliasKind.SHA256), GRACE_END))
                .nothingHappens();
    }

    @Test
    void whoWaitsForSeveralReservationsWaitsForTheLast() {
        given(reserve(1, ALICE, sha256(1)))
                .after(Duration.ofSeconds(5))
                .and(reserve(2, ALICE, vine("cat")))
                .when(reserve(3, BOB, sha256(1), vine("cat")))
                .refuses(
                        3,
                        new AliasTaken(
                                Set.of(AliasKind.SHA256, AliasKind.VINE_ID),
                                Map.of(),
                                Optional.of(GRACE_END.plusSeconds(5))));
    }

    @Test
    void whatIsBoundForGoodIsNotWaitedFor() {
        given(reserve(1, ALICE, sha256(1)), confirm(1, 1, 7), reserve(2, ALICE, vine("cat")))
                .when(reserve(3, BOB, sha256(1), vine("cat"), url(1)))
                .refuses(
                        3,
                        new AliasTaken(
                                Set.of(AliasKind.SHA256, AliasKind.VINE_ID),
                                Map.of(AliasKind.SHA256, uid(7)),
                                Optional.empty()));
    }

    @Test
    void ownReservationsAreNamedOnlyWhereNothingElseIsInTheWay() {
        given(reserve(1, ALICE, sha256(1)), reserve(2, BOB, vine("cat")))
                .when(reserve(3, BOB, sha256(1), vine("cat")))
                .refuses(
                        3,
                        new AliasTaken(Set.of(AliasKind.SHA256), Map.of(), Optional.of(GRACE_END)));
    }

    @Test
    void aReservationWhoseDeadlineNobodyLookedAtStillHolds() {
        given(reserve(1, ALICE, sha256(1)))
                .after(Duration.ofMinutes(5))
                .when(reserve(2, BOB, sha256(1)))
                .refuses(
                        2,
                        new AliasTaken(Set.of(AliasKind.SHA256), Map.of(), Optional.of(GRACE_END)));
    }

    @Test
    void theHourEndsAtTheQuota() {
        given(reserve(byToken(1), ALICE, 1))
                .when(reserve(byToken(2), ALICE, 1, sha256(1)))
                .refuses(2, new QuotaExceeded(used(1, 1)))
                .happens(
                        new CommandRefused(
                                byToken(2),
                                new QuotaExceeded(used(1, 1)),
                                NOON.plus(Duration.ofMinutes(25))))
                .isFree(sha256(1))
                .hasUsed(ALICE, 1, 1);
    }

    @Test
    void theQuotaIsEachPublishersOwn() {
        given(reserve(byToken(1), ALICE, 1))
                .when(reserve(byToken(2), BOB, 1))
                .answers(new Granted(id(2), 1, LEASE_END, used(1, 1)));
    }

    @Test
    void theNextHourBeginsWithNothingUsed() {
        given(reserve(byToken(1), ALICE, 1))
                .after(Duration.ofMinutes(60).minusMillis(1))
                .and(reserve(byToken(2), ALICE, 1))
                .after(Duration.ofMillis(1))
                .when(reserve(byToken(3), ALICE, 1))
                .hasUsed(ALICE, 1, 1)
                .knows(id(3), Remembered.Reserved.class);
    }

    @Test
    void aTakenAliasIsSaidBeforeAUsedUpHour() {
        given(reserve(byToken(1), ALICE, 1, sha256(1)))
                .when(reserve(byToken(2), ALICE, 1, sha256(1)))
                .refuses(2, new UploadInProgress(Set.of(AliasKind.SHA256), GRACE_END));
    }

    @Test
    void aUsedUpHourIsNotRememberedUnderAnIdempotencyKey() {
        given(reserve(byToken(1), ALICE, 1))
                .when(reserve(byKey(2), ALICE, 1))
                .refuses(2, new QuotaExceeded(used(1, 1)))
                .nothingHappens();
    }

    @Test
    void anAliasThatWillBeFreeAgainIsNotRememberedAsTakenUnderAnIdempotencyKey() {
        given(reserve(1, ALICE, sha256(1)))
                .when(reserve(byKey(2), BOB, QUOTA, sha256(1)))
                .nothingHappens()
                .then()
                .and(cancel(1))
                .when(reserve(byKey(2), BOB, QUOTA, sha256(1)))
                .isReserved(sha256(1), id(2));
    }

    @Test
    void anAliasOfAVideoIsRememberedAsTakenUnderAnIdempotencyKey() {
        given(reserve(1, ALICE, sha256(1)), confirm(1, 1, 7))
                .when(reserve(byKey(2), BOB, QUOTA, sha256(1)))
                .onlyTheRefusalIsRemembered()
                .then()
                .after(Duration.ofHours(24).minusMillis(1))
                .when(reserve(byKey(2), BOB, QUOTA, sha256(1)))
                .refusesAgain(
                        2,
                        new AliasTaken(
                                Set.of(AliasKind.SHA256),
                                Map.of(AliasKind.SHA256, uid(7)),
                                Optional.empty()));
    }

    @Test
    void whatWasForgottenStartsAfresh() {
        given(reserve(1, ALICE), confirm(1, 1, 7))
                .after(Duration.ofMinutes(25))
                .and(new Tick())
                .when(reserve(1, ALICE))
                .hasUsed(ALICE, 2, 2)
                .knows(id(1), Remembered.Reserved.class);
    }

    @Test
    void aForgottenRequestStartsWithTheFirstAttempt() {
        given(reserve(1, ALICE), cancel(1))
                .after(Duration.ofMinutes(25))
                .and(new Tick())
                .when(reserve(1, ALICE))
                .answers(
                        new Granted(
                                id(1), 1, NOON.plus(Duration.ofMinutes(25)).plus(LEASE), used(1)));
    }

    /** A token lives from its created_at less the maximum age to its created_at and that again. */
    @Test
    void aTokenOfTheFutureIsStillAReplayAfterElevenMinutes() {
        given(reserve(1, ALICE, sha256(1)), confirm(1, 1, 7))
                .after(Duration.ofMinutes(11))
                .and(new Tick())
                .when(reserve(1, ALICE, sha256(1)))
                .answers(
                        new Registered(
                                id(1),
                                ALICE,
                                NOON,
                                ticket(7),
                                Aliases.of(sha256(1)),
                                used(1),
                                true))
                .nothingHappens();
    }

    private static CancelUpload cancel(int number) {
        return cancel(number, 1);
    }

    private static CancelUpload cancel(int number, int attempt) {
        return new CancelUpload(id(number), attempt, Fault.STREAM);
    }
}
