package video.divine.media.processor.domain.governor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import static video.divine.media.processor.Sample.NOON;
import static video.divine.media.processor.Sample.id;
import static video.divine.media.processor.domain.governor.CallPriority.BACKGROUND;
import static video.divine.media.processor.domain.governor.CallPriority.USER;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import video.divine.media.processor.domain.governor.GovernorAnswer.Noted;
import video.divine.media.processor.domain.governor.GovernorCommand.LeaseCalls;
import video.divine.media.processor.domain.governor.GovernorCommand.ReportBlock;
import video.divine.media.processor.domain.governor.GovernorCommand.ReturnCalls;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

class GovernorDeciderTest {
    /** What a deployment asks for unless told otherwise. */
    private static final int LIMIT = 1_100;

    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final Instant LEASE_END = NOON.plus(LEASE);

    /** The end of the lease, its second, five minutes, and as long as a call may be under way. */
    private static final Duration COUNTS = Duration.ofSeconds(10 + 1 + 300 + 10);

    /** How far the log's clock is waited for. */
    private static final Duration CATCHES_UP = Duration.ofSeconds(320);

    private static GovernorScenario governor() {
        return new GovernorScenario(LIMIT);
    }

    @Test
    void callsAreGrantedForTenSeconds() {
        var governor = governor().grants(25, 25, USER);

        assertThat(governor.budget().slices())
                .containsExactly(new Slice(LEASE_END.getEpochSecond(), new Calls(25, 0)));
        assertThat(governor.budget().limit()).isEqualTo(LIMIT);
    }

    @Test
    void leasesThatEndInOneSecondShareASlice() {
        var governor =
                governor()
                        .grants(5, 5, USER)
                        .after(Duration.ofMillis(999))
                        .grants(7, 7, BACKGROUND)
                        .after(Duration.ofMillis(1))
                        .grants(1, 1, USER);

        assertThat(governor.budget().slices())
                .containsExactly(
                        new Slice(LEASE_END.getEpochSecond(), new Calls(5, 7)),
                        new Slice(LEASE_END.getEpochSecond() + 1, new Calls(1, 0)));
    }

    @Test
    void usersGetEverythingButBackgroundsTenth() {
        governor().grants(990, LIMIT, USER).refuses(USER, NOON.plus(COUNTS));
    }

    @Test
    void fewerCallsThanWantedAreBetterThanNone() {
        governor().grants(980, 980, USER).grants(10, 25, USER);
    }

    @Test
    void backgroundGetsHalfOfTheLimit() {
        governor().grants(550, LIMIT, BACKGROUND).refuses(BACKGROUND, NOON.plus(COUNTS));
    }

    @Test
    void backgroundLeavesAQuarterOfTheLimitToUsers() {
        governor()
                .grants(600, 600, USER)
                .grants(225, 600, BACKGROUND)
                .refuses(BACKGROUND, NOON.plus(COUNTS))
                .grants(275, LIMIT, USER)
                .refuses(USER, NOON.plus(COUNTS));
    }

    @Test
    void aTenthIsBackgroundsOwnWhateverUsersTake() {
        governor()
                .grants(990, LIMIT, USER)
                .grants(110, LIMIT, BACKGROUND)
                .refuses(BACKGROUND, NOON.plus(COUNTS))
                .refuses(USER, NOON.plus(COUNTS));
    }

    @Test
    void usersGetWhatBackgroundHasTakenOfItsTenth() {
        governor().grants(40, 40, BACKGROUND).grants(990, LIMIT, USER).grants(70, 99, BACKGROUND);
    }

    @ParameterizedTest
    @EnumSource
    void underTheSmallestLimitBothCanHaveTheOneCall(CallPriority priority) {
        new GovernorScenario(1)
                .grants(1, 5, priority)
                .refuses(USER, NOON.plus(COUNTS))
                .refuses(BACKGROUND, NOON.plus(COUNTS));
    }

    @Test
    void aCallComesBackWhenItsSliceIsOldEnough() {
        governor()
                .grants(100, 100, USER)
                .after(Duration.ofMinutes(2))
                .grants(890, LIMIT, USER)
                .refuses(USER, NOON.plus(COUNTS))
                .after(COUNTS.minus(Duration.ofMinutes(2)).minusMillis(1))
                .refuses(USER, NOON.plus(COUNTS))
                .after(Duration.ofMillis(1))
                .grants(100, LIMIT, USER)
                .refuses(USER, NOON.plus(COUNTS).plus(Duration.ofMinutes(2)));
    }

    /** The slice that is freed first need not be one that frees a call of this kind. */
    @Test
    void whoIsRefusedIsToldWhenACallOfItsOwnIsFree() {
        governor()
                .grants(550, 550, BACKGROUND)
                .after(Duration.ofMinutes(1))
                .grants(550, LIMIT, USER)
                .refuses(BACKGROUND, NOON.plus(COUNTS));
        governor()
                .grants(990, 990, USER)
                .after(Duration.ofMinutes(1))
                .grants(110, 110, BACKGROUND)
                .after(COUNTS.minus(Duration.ofMinutes(1)))
                .grants(440, LIMIT, BACKGROUND)
                .refuses(BACKGROUND, NOON.plus(COUNTS).plus(Duration.ofMinutes(1)));
    }

    @Test
    void returnedCallsCanBeLeasedAgain() {
        var governor = governor().grants(990, LIMIT, USER);

        assertThat(governor.tell(new ReturnCalls(LEASE_END, 90, USER))).isEqualTo(new Noted());

        governor.grants(90, LIMIT, USER);
    }

    @Test
    void nothingIsReturnedThatIsNotCounted() {
        var governor = governor().grants(10, 10, USER).grants(3, 3, BACKGROUND);
        governor.tell(new ReturnCalls(LEASE_END.plusSeconds(1), 5, USER));
        governor.tell(new ReturnCalls(LEASE_END.minusSeconds(1), 5, USER));
        governor.tell(new ReturnCalls(Instant.ofEpochMilli(Long.MAX_VALUE), 5, USER));
        governor.tell(new ReturnCalls(Instant.ofEpochMilli(Long.MIN_VALUE), 5, USER));
        governor.tell(new ReturnCalls(LEASE_END, 99, BACKGROUND));

        assertThat(governor.budget().slices())
                .containsExactly(new Slice(LEASE_END.getEpochSecond(), new Calls(10, 0)));

        governor.tell(new ReturnCalls(LEASE_END, 99, USER));

        assertThat(governor.budget().slices()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsGrantedWhileStreamRefusesAllCalls(CallPriority priority) {
        var governor = governor();
        governor.tell(new ReportBlock(300));

        governor.refuses(priority, NOON.plusSeconds(300))
                .after(Duration.ofMinutes(5).minusMillis(1))
                .refuses(priority, NOON.plusSeconds(300))
                .after(Duration.ofMillis(1))
                .grants(1, 1, priority);
        assertThat(governor.budget().blockedUntil()).isEmpty();
    }

    @Test
    void theLongerBlockWins() {
        var governor = governor();
        governor.tell(new ReportBlock(60));
        governor.after(Duration.ofSeconds(10)).tell(new ReportBlock(20));
        governor.refuses(USER, NOON.plusSeconds(60));

        governor.tell(new ReportBlock(200));

        governor.refuses(USER, NOON.plusSeconds(210));
    }

    @Test
    void noBlockIsLongerThanStreamsOwn() {
        var governor = governor();
        governor.tell(new ReportBlock(Integer.MAX_VALUE));

        governor.refuses(USER, NOON.plusSeconds(300));
    }

    @Test
    void aBlockOfNoLengthIsNone() {
        var governor = governor();
        governor.tell(new ReportBlock(0));

        governor.grants(1, 1, USER);
    }

    @Test
    void afterABlockTheCallsFromBeforeItStillCount() {
        var governor = governor().grants(990, LIMIT, USER);
        governor.tell(new ReportBlock(60));

        governor.refuses(USER, NOON.plus(COUNTS));
    }

    @Test
    void whereTheLogsClockWasSetBackALittleTimeStandsStill() {
        governor()
                .after(Duration.ofHours(1))
                .grants(990, LIMIT, USER)
                .after(CATCHES_UP.negated())
                .refuses(USER, NOON.plus(Duration.ofHours(1)).plus(COUNTS))
                .grants(1, 1, BACKGROUND);
    }

    /** A broker's clock that is a day ahead for one lease, and is then set right. */
    @Test
    void whereTheLogsClockWasSetRightAllCallsCountAsIfLeasedThen() {
        var governor =
                governor()
                        .after(Duration.ofDays(1))
                        .grants(500, 500, USER)
                        .after(Duration.ofSeconds(2))
                        .grants(50, 50, BACKGROUND)
                        .after(Duration.ofDays(-1))
                        .grants(490, LIMIT, USER);
        var start = governor.now();
        assertThat(governor.budget())
                .isEqualTo(
                        new Budget(
                                List.of(
                                        new Slice(
                                                Slice.secondOf(start.plus(LEASE)),
                                                new Calls(990, 50))),
                                Optional.empty(),
                                start,
                                LIMIT));

        governor.refuses(USER, start.plus(COUNTS))
                .after(COUNTS.minusMillis(1))
                .refuses(USER, start.plus(COUNTS))
                .after(Duration.ofMillis(1))
                .grants(990, LIMIT, USER);
    }

    @Test
    void timeGoesBackFromWhereItCouldNotCatchUpSoon() {
        var governor = governor().grants(990, LIMIT, USER);

        governor.after(CATCHES_UP.negated()).refuses(USER, NOON.plus(COUNTS));
        assertThat(governor.budget().now()).isEqualTo(NOON);

        var start = NOON.minus(CATCHES_UP).minusSeconds(1);
        governor.after(Duration.ofSeconds(-1)).refuses(USER, start.plus(COUNTS));
        assertThat(governor.budget().now()).isEqualTo(start);
    }

    @Test
    void aBlockFromBeforeTheClockWasSetRightLastsFiveMinutesAtMost() {
        var governor = governor().after(Duration.ofDays(1));
        governor.tell(new ReportBlock(60));

        governor.after(Duration.ofDays(-1))
                .refuses(USER, NOON.plusSeconds(300))
                .after(Duration.ofMinutes(5))
                .grants(1, 1, USER);
    }

    @Test
    void callsOfBeforeTheClockWasSetRightCannotBeReturned() {
        var governor = governor().after(Duration.ofDays(1)).grants(990, LIMIT, USER);
        var until = governor.now().plus(LEASE);
        governor.after(Duration.ofDays(-1));

        governor.tell(new ReturnCalls(until, 990, USER));

        governor.refuses(USER, NOON.plus(COUNTS));
    }

    @Test
    void everyRequestIsHeldToItsOwnLimit() {
        var governor = governor().grants(500, 500, USER);

        assertThat(governor.tell(new LeaseCalls(id(99), 1, USER, 400)))
                .isInstanceOfSatisfying(
                        GovernorAnswer.Leased.class,
                        leased -> {
                            assertThat(leased.calls()).isZero();
                            assertThat(leased.retryAt()).contains(NOON.plus(COUNTS));
                        });
        assertThat(governor.budget().limit()).isEqualTo(400);
        governor.grants(490, LIMIT, USER);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1_000_001, Integer.MAX_VALUE})
    void whatIsNoNumberOfCallsIsNoCommand(int calls) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LeaseCalls(id(1), calls, USER, LIMIT));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LeaseCalls(id(1), 1, USER, calls));
        assertThatIllegalArgumentException().isThrownBy(() -> new ReturnCalls(NOON, calls, USER));
        assertThatIllegalArgumentException().isThrownBy(() -> new ReportBlock(-1));
    }
}
