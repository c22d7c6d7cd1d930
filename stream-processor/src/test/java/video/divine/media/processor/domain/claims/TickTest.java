package video.divine.media.processor.domain.claims;

import static org.assertj.core.api.Assertions.assertThat;

import static video.divine.media.processor.Sample.ALICE;
import static video.divine.media.processor.Sample.NOON;
import static video.divine.media.processor.Sample.QUOTA;
import static video.divine.media.processor.Sample.attach;
import static video.divine.media.processor.Sample.byKey;
import static video.divine.media.processor.Sample.byToken;
import static video.divine.media.processor.Sample.confirm;
import static video.divine.media.processor.Sample.id;
import static video.divine.media.processor.Sample.reserve;
import static video.divine.media.processor.Sample.sha256;
import static video.divine.media.processor.Sample.uid;
import static video.divine.media.processor.Sample.vine;
import static video.divine.media.processor.domain.claims.ClaimsScenario.given;

import org.junit.jupiter.api.Test;

import video.divine.media.processor.domain.claims.ClaimAnswer.Ticked;
import video.divine.media.processor.domain.claims.ClaimCommand.CancelUpload;
import video.divine.media.processor.domain.claims.ClaimCommand.Fault;
import video.divine.media.processor.domain.claims.ClaimCommand.Tick;
import video.divine.media.processor.domain.claims.ClaimEvent.DeadlinePassed;
import video.divine.media.processor.domain.claims.ClaimEvent.DecisionForgotten;
import video.divine.media.processor.domain.claims.ClaimEvent.GivenBack;
import video.divine.media.processor.domain.claims.ClaimEvent.UploadCancelled;

import java.time.Duration;
import java.util.stream.IntStream;

class TickTest {
    private static final Duration LEASE = Duration.ofSeconds(20);
    private static final Duration LEASE_AND_GRACE = Duration.ofSeconds(50);

    @Test
    void nothingDueIsNothingDone() {
        given().when(new Tick()).answers(new Ticked(false)).nothingHappens();
    }

    @Test
    void aReservationLivesThirtySecondsLongerThanItsLease() {
        given(reserve(1, ALICE, sha256(1)))
                .after(LEASE_AND_GRACE.minusMillis(1))
                .when(new Tick())
                .nothingHappens()
                .isReserved(sha256(1), id(1));
    }

    @Test
    void anAbandonedReservationGivesItsAliasesAndItsSlotBack() {
        var end = NOON.plus(LEASE_AND_GRACE);
        given(reserve(1, ALICE, sha256(1)))
                .after(LEASE_AND_GRACE)
                .when(new Tick())
                .answers(new Ticked(false))
                .happens(
                        new DeadlinePassed(new Deadline(end, id(1))),
                        new UploadCancelled(
                                id(1), GivenBack.SLOT, end.plus(Duration.ofMinutes(25))))
                .isFree(sha256(1))
                .hasUsed(ALICE, 0, 1)
                .knows(id(1), Remembered.Cancelled.class)
                .deadlinesLeft(1);
    }

    @Test
    void theDeadlineOfAnEarlierAttemptEndsNothing() {
        given(reserve(1, ALICE, sha256(1)))
                .after(LEASE)
                .and(reserve(1, ALICE, sha256(1)))
                .after(LEASE_AND_GRACE.minus(LEASE))
                .when(new Tick())
                .happens(new DeadlinePassed(new Deadline(NOON.plus(LEASE_AND_GRACE), id(1))))
                .isReserved(sha256(1), id(1))
                .deadlinesLeft(1);
    }

    @Test
    void twoDeadlinesOfOneReservationCancelItOnce() {
        given(reserve(1, ALICE, sha256(1)))
                .after(LEASE)
                .and(reserve(1, ALICE, sha256(1)))
                .after(LEASE_AND_GRACE)
                .when(new Tick())
                .happens(
                        new DeadlinePassed(new Deadline(NOON.plus(LEASE_AND_GRACE), id(1))),
                        new DeadlinePassed(
                                new Deadline(NOON.plus(LEASE).plus(LEASE_AND_GRACE), id(1))),
                        new UploadCancelled(
                                id(1),
                                GivenBack.SLOT,
                                NOON.plus(LEASE)
                                        .plus(LEASE_AND_GRACE)
                                        .plus(Duration.ofMinutes(25))))
                .hasUsed(ALICE, 0, 2);
    }

    @Test
    void theDeadlineOfAReservationDoesNotEndTheVideoItBecame() {
        given(reserve(1, ALICE, sha256(1)), confirm(1, 1, 7))
                .after(LEASE_AND_GRACE)
                .when(new Tick())
                .isBound(sha256(1), uid(7))
                .knows(id(1), Remembered.Registered.class);
    }

    @Test
    void decisionsUnderATokenAreForgottenAfterTwentyFiveMinutes() {
        given(reserve(1, ALICE), confirm(1, 1, 7))
                .and(attach(2, ALICE, 7, vine("cat")), attach(3, ALICE, 99, vine("dog")))
                .and(reserve(4, ALICE), new CancelUpload(id(4), 1, Fault.STREAM))
                .after(Duration.ofMinutes(25).minusMillis(1))
                .when(new Tick())
                .knows(id(1), Remembered.Registered.class)
                .knows(id(2), Remembered.Attached.class)
                .knows(id(3), Remembered.Rejected.class)
                .knows(id(4), Remembered.Cancelled.class)
                .then()
                .after(Duration.ofMillis(1))
                .when(new Tick())
                .forgot(id(1))
                .forgot(id(2))
                .forgot(id(3))
                .forgot(id(4))
                .isBound(vine("cat"), uid(7))
                .deadlinesLeft(0);
    }

    @Test
    void decisionsUnderAnIdempotencyKeyAreForgottenAfterADay() {
        given(reserve(byKey(1), ALICE, QUOTA), confirm(1, 1, 7))
                .after(Duration.ofHours(24).minusMillis(1))
                .when(new Tick())
                .knows(id(1), Remembered.Registered.class)
                .then()
                .after(Duration.ofMillis(1))
                .when(new Tick())
                .happens(
                        new DeadlinePassed(new Deadline(NOON.plus(Duration.ofHours(24)), id(1))),
                        new DecisionForgotten(id(1)))
                .deadlinesLeft(0);
    }

    @Test
    void theDeadlineOfACancelledRequestDoesNotForgetTheOneThatFollowed() {
        given(reserve(1, ALICE), new CancelUpload(id(1), 1, Fault.STREAM))
                .after(Duration.ofMinutes(24))
                .and(reserve(1, ALICE), confirm(1, 2, 7))
                .after(Duration.ofMinutes(1))
                .when(new Tick())
                .knows(id(1), Remembered.Registered.class);
    }

    @Test
    void aTickLooksAtTwoHundredDeadlinesAndAsksForAnother() {
        var scenario = given();
        IntStream.rangeClosed(1, 201)
                .forEach(number -> scenario.and(reserve(byToken(number), ALICE, 1_000)));
        scenario.after(LEASE_AND_GRACE)
                .when(new Tick())
                .answers(new Ticked(true))
                .knows(id(200), Remembered.Cancelled.class)
                .knows(id(201), Remembered.Reserved.class)
                .then()
                .when(new Tick())
                .answers(new Ticked(false))
                .knows(id(201), Remembered.Cancelled.class)
                .hasUsed(ALICE, 0, 201);
    }

    @Test
    void aQuotaRowIsOfItsOwnHour() {
        var use = new QuotaUse(QuotaUse.hourOf(NOON), 2, 3);

        assertThat(use.in(use.hour())).isEqualTo(use);
        assertThat(use.in(use.hour() + 1)).isEqualTo(new QuotaUse(use.hour() + 1, 0, 0));
        assertThat(QuotaUse.hourOf(NOON.minusMillis(1))).isEqualTo(use.hour() - 1);
        var hour = use.hour();
        assertThat(use.giveSlotBack(hour).giveSlotBack(hour).giveSlotBack(hour))
                .isEqualTo(new QuotaUse(hour, 0, 3));
        assertThat(use.giveSlotBack(hour - 1).giveAttemptBack(hour - 1)).isEqualTo(use);
    }
}
