package video.divine.media.processor.domain.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import static video.divine.media.processor.Sample.ALICE;
import static video.divine.media.processor.Sample.BOB;
import static video.divine.media.processor.Sample.NOON;
import static video.divine.media.processor.Sample.QUOTA;
import static video.divine.media.processor.Sample.byKey;
import static video.divine.media.processor.Sample.byToken;
import static video.divine.media.processor.Sample.confirm;
import static video.divine.media.processor.Sample.id;
import static video.divine.media.processor.Sample.lasting;
import static video.divine.media.processor.Sample.reserve;
import static video.divine.media.processor.Sample.sha256;
import static video.divine.media.processor.Sample.uid;
import static video.divine.media.processor.Sample.used;
import static video.divine.media.processor.Sample.within;
import static video.divine.media.processor.domain.claims.ClaimsScenario.given;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import video.divine.media.processor.domain.AliasKind;
import video.divine.media.processor.domain.Closure;
import video.divine.media.processor.domain.Rejection.AliasTaken;
import video.divine.media.processor.domain.Rejection.QuotaExceeded;
import video.divine.media.processor.domain.Rejection.StorageFull;
import video.divine.media.processor.domain.claims.ClaimAnswer.Booked;
import video.divine.media.processor.domain.claims.ClaimAnswer.Granted;
import video.divine.media.processor.domain.claims.ClaimCommand.CancelUpload;
import video.divine.media.processor.domain.claims.ClaimCommand.Fault;
import video.divine.media.processor.domain.claims.ClaimCommand.RecordStorage;
import video.divine.media.processor.domain.claims.ClaimCommand.ReleaseVideo;
import video.divine.media.processor.domain.claims.ClaimCommand.ReserveUpload;
import video.divine.media.processor.domain.claims.ClaimCommand.SettleUpload;
import video.divine.media.processor.domain.claims.ClaimCommand.Tick;
import video.divine.media.processor.domain.claims.ClaimEvent.StorageRecorded;
import video.divine.media.processor.domain.claims.ClaimEvent.UploadSettled;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What uploads take of the account's storage. */
class StorageTest {
    private static final Duration NONE = Duration.ZERO;

    private static ReserveUpload aMinute(int number) {
        return lasting(reserve(number, ALICE), 60);
    }

    private static Granted granted(int number, Instant leaseUntil) {
        return new Granted(id(number), 1, leaseUntil, used(1));
    }

    @Test
    void anUploadReservesWhatItMayLast() {
        given().when(within(60, aMinute(1)))
                .answers(granted(1, NOON.plusSeconds(20)))
                .hasBooked(60, NONE);
    }

    @Test
    void whereNoRoomIsLeftNothingIsTakenAndNothingRemembered() {
        given(aMinute(1))
                .when(within(119.999, lasting(reserve(2, BOB, sha256(1)), 60)))
                .refuses(2, new StorageFull())
                .nothingHappens()
                .isFree(sha256(1))
                .hasUsed(BOB, 0, 0);
    }

    @ParameterizedTest
    @EnumSource
    void theSameRequestIsGrantedOnceThereIsRoom(CommandSource source) {
        var request = source == CommandSource.NIP98 ? byToken(2) : byKey(2);
        var wanted = within(60, lasting(reserve(request, BOB, QUOTA), 60));
        given(aMinute(1), wanted, new CancelUpload(id(1), 1, Fault.CALLER))
                .when(wanted)
                .answers(granted(2, NOON.plusSeconds(20)))
                .hasBooked(60, NONE);
    }

    @Test
    void aTakenAliasIsTheFirstObstacleAndAUsedUpHourTheSecond() {
        given(reserve(1, ALICE, sha256(1)), confirm(1, 1, 7), aMinute(3))
                .when(within(60, lasting(reserve(2, BOB, sha256(1)), 60)))
                .refuses(
                        2,
                        new AliasTaken(
                                Set.of(AliasKind.SHA256),
                                Map.of(AliasKind.SHA256, uid(7)),
                                Optional.empty()));
        given(lasting(reserve(byToken(1), ALICE, 1), 60))
                .when(within(60, lasting(reserve(byToken(2), ALICE, 1), 60)))
                .refuses(2, new QuotaExceeded(used(1, 1)));
    }

    @Test
    void whatReservesNothingFindsRoomInAFullStorage() {
        given(aMinute(1))
                .when(within(10, lasting(reserve(2, BOB), 0)))
                .answers(granted(2, NOON.plusSeconds(20)))
                .hasBooked(60, NONE);
    }

    @ParameterizedTest
    @EnumSource
    void aCancelledUploadGivesItsSecondsBack(Fault fault) {
        given(aMinute(1)).when(new CancelUpload(id(1), 1, fault)).hasBooked(0, NONE);
    }

    @Test
    void anAbandonedUploadGivesItsSecondsBack() {
        given(aMinute(1)).after(Duration.ofSeconds(50)).when(new Tick()).hasBooked(0, NONE);
    }

    @Test
    void aSecondAttemptKeepsTheOneReservation() {
        given(aMinute(1))
                .after(Duration.ofSeconds(20))
                .when(within(60, lasting(reserve(1, ALICE), 90)))
                .answers(new Granted(id(1), 2, NOON.plusSeconds(40), used(1)))
                .hasBooked(60, NONE)
                .then()
                .when(new CancelUpload(id(1), 2, Fault.STREAM))
                .hasBooked(0, NONE);
    }

    @Test
    void aConfirmedUploadReservesUntilItIsSettled() {
        given(aMinute(1))
                .when(confirm(1, 1, 7))
                .hasBooked(60, NONE)
                .then()
                .when(new SettleUpload(uid(7), 6.1))
                .answers(new Booked())
                .happens(new UploadSettled(uid(7), Duration.ofMillis(6_100)))
                .hasBooked(0, Duration.ofMillis(6_100));
    }

    @Test
    void settlingTwiceIsSettlingOnce() {
        given(aMinute(1), confirm(1, 1, 7), new SettleUpload(uid(7), 6.1))
                .when(new SettleUpload(uid(7), 6.1))
                .answers(new Booked())
                .nothingHappens();
    }

    @Test
    void aLaterSettlementReplacesTheEarlierOne() {
        given(aMinute(1), confirm(1, 1, 7), new SettleUpload(uid(7), 6.1))
                .when(new SettleUpload(uid(7), 0))
                .hasBooked(0, NONE);
    }

    @Test
    void anUploadThatTookNothingEndsItsReservationToo() {
        given(aMinute(1), confirm(1, 1, 7), new ReleaseVideo(uid(7), Closure.FAILED))
                .when(new SettleUpload(uid(7), 0))
                .happens(new UploadSettled(uid(7), NONE))
                .hasBooked(0, NONE);
    }

    @Test
    void theEndOfAVideoAloneSettlesNothing() {
        given(aMinute(1), confirm(1, 1, 7), new SettleUpload(uid(7), 6.1))
                .when(new ReleaseVideo(uid(7), Closure.DELETED))
                .hasBooked(0, Duration.ofMillis(6_100));
    }

    @Test
    void anUnknownVideoSettlesNothing() {
        given(aMinute(1))
                .when(new SettleUpload(uid(99), 6.1))
                .answers(new Booked())
                .nothingHappens();
    }

    @Test
    void whatStreamSaysIsKeptWithItsTime() {
        given().when(new RecordStorage(90.5, Optional.of(6_000.0)))
                .answers(new Booked())
                .happens(
                        new StorageRecorded(
                                new Ledger.Report(
                                        Duration.ofMillis(90_500),
                                        Optional.of(Duration.ofMinutes(100)),
                                        NOON)))
                .hasBooked(0, NONE);
    }

    @Test
    void theLimitThatStreamNamesHoldsForWhatOthersUploadedToo() {
        given(new RecordStorage(90.5, Optional.of(150.4)))
                .when(aMinute(1))
                .refuses(1, new StorageFull())
                .nothingHappens();
        given(new RecordStorage(90.5, Optional.of(150.5)))
                .when(aMinute(1))
                .answers(granted(1, NOON.plusSeconds(20)));
    }

    @Test
    void whatStreamSaidMoreThanAnHourAgoIsNotHeldAgainstAnUpload() {
        given(new RecordStorage(90.5, Optional.of(150.4)))
                .after(Duration.ofHours(1))
                .when(aMinute(1))
                .refuses(1, new StorageFull())
                .then()
                .after(Duration.ofMillis(1))
                .when(aMinute(1))
                .hasBooked(60, NONE);
    }

    @Test
    void theDeploymentsOwnLimitHoldsHoweverOldTheReportIs() {
        given(new RecordStorage(0, Optional.of(1e9)))
                .after(Duration.ofDays(1))
                .when(within(59, aMinute(1)))
                .refuses(1, new StorageFull());
    }

    @Test
    void aReportThatLagsBehindIsNotBelieved() {
        given(aMinute(1), confirm(1, 1, 7), new SettleUpload(uid(7), 50))
                .and(new RecordStorage(0, Optional.of(100.0)))
                .when(lasting(reserve(2, BOB), 60))
                .refuses(2, new StorageFull());
    }

    @Test
    void whereStreamNamesNoLimitOursIsTheOnlyOne() {
        given(new RecordStorage(1e9, Optional.empty()))
                .when(within(60, aMinute(1)))
                .answers(granted(1, NOON.plusSeconds(20)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.001, Double.NaN, Double.POSITIVE_INFINITY, 1.1e12})
    void whatIsNoLengthIsNoCommand(double seconds) {
        assertThatIllegalArgumentException().isThrownBy(() -> new SettleUpload(uid(1), seconds));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RecordStorage(seconds, Optional.empty()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RecordStorage(0, Optional.of(seconds)));
        assertThatIllegalArgumentException().isThrownBy(() -> within(seconds, aMinute(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> lasting(reserve(1, ALICE), -1));
    }

    @Test
    void sumsOfManyTenthsStayExact() {
        var ledger = Ledger.EMPTY;
        for (int i = 0; i < 10; i++) {
            ledger = ledger.with(Share.used(Storage.length(0.1)));
        }

        assertThat(Storage.seconds(ledger.used())).isEqualTo(1);
    }
}
