package video.divine.media.processor.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static video.divine.media.processor.Sample.ALICE;
import static video.divine.media.processor.Sample.GATEWAY;
import static video.divine.media.processor.Sample.NOON;
import static video.divine.media.processor.Sample.id;
import static video.divine.media.processor.Sample.reserve;

import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import video.divine.media.processor.domain.Outcome;
import video.divine.media.processor.domain.Outcome.CallsLeased;
import video.divine.media.processor.domain.governor.Budget;
import video.divine.media.processor.domain.governor.CallPriority;
import video.divine.media.processor.domain.governor.Calls;
import video.divine.media.processor.domain.governor.GovernorCommand.LeaseCalls;
import video.divine.media.processor.domain.governor.GovernorCommand.ReportBlock;
import video.divine.media.processor.domain.governor.GovernorCommand.ReturnCalls;
import video.divine.media.processor.domain.governor.Slice;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

class GovernorTopologyTest {
    private static final int LIMIT = 1_100;
    private static final Instant LEASE_END = NOON.plusSeconds(10);

    private final MediaDriver media;

    GovernorTopologyTest(@TempDir Path stateDirectory) {
        media = new MediaDriver(stateDirectory);
    }

    @AfterEach
    void close() {
        media.close();
    }

    private static LeaseCalls lease(int number, int calls) {
        return new LeaseCalls(id(number), calls, CallPriority.USER, LIMIT);
    }

    private static CallsLeased granted(int calls, Instant until) {
        return new CallsLeased(calls, until, Optional.empty());
    }

    private Budget row() {
        return media.<String, Budget>store(TopologyNames.GOVERNOR_STORE).get(StoreKeys.ACCOUNT);
    }

    @Test
    void aLeaseIsCountedAndAnsweredToWhoWaits() {
        media.ask(lease(1, 25));

        assertThat(media.outcomes.readKeyValuesToList())
                .singleElement()
                .satisfies(
                        outcome -> {
                            assertThat(outcome.key).isEqualTo(id(1).hex());
                            assertThat(outcome.value)
                                    .isEqualTo(
                                            new Outcome(
                                                    GATEWAY, id(1), false, granted(25, LEASE_END)));
                        });
        assertThat(row())
                .isEqualTo(
                        new Budget(
                                List.of(new Slice(LEASE_END.getEpochSecond(), new Calls(25, 0))),
                                Optional.empty(),
                                NOON,
                                LIMIT));
    }

    @Test
    void theBudgetIsOneForAllWhoAsk() {
        media.ask(lease(1, 980)).ask(lease(2, 25)).ask(lease(3, 25));

        assertThat(media.answers())
                .containsExactly(
                        granted(980, LEASE_END),
                        granted(10, LEASE_END),
                        new CallsLeased(0, NOON, Optional.of(NOON.plusSeconds(321))));
    }

    @Test
    void returnsAndBlocksAreNotedAndAnsweredToNobody() {
        media.ask(lease(1, 990));
        media.answers();

        media.ask(new ReturnCalls(LEASE_END, 40, CallPriority.USER)).ask(lease(2, 990));
        media.ask(new ReportBlock(60)).ask(lease(3, 1));

        assertThat(media.answers())
                .containsExactly(
                        granted(40, LEASE_END),
                        new CallsLeased(0, NOON, Optional.of(NOON.plusSeconds(321))));
        assertThat(row().blockedUntil()).contains(NOON.plusSeconds(60));
    }

    @Test
    void whereNobodyWaitsNobodyIsAnswered() {
        media.ask(lease(1, 25), Optional.empty());

        assertThat(media.outcomes.isEmpty()).isTrue();
        assertThat(row().slices()).hasSize(1);
    }

    @Test
    void timeGoesOnWithEveryCommandAndNeverBack() {
        media.ask(lease(1, 25))
                .after(Duration.ofSeconds(30))
                .ask(new ReturnCalls(NOON, 1, CallPriority.USER));
        assertThat(row().now()).isEqualTo(NOON.plusSeconds(30));

        media.after(Duration.ofSeconds(-25)).ask(lease(2, 1));

        assertThat(media.answers())
                .containsExactly(granted(25, LEASE_END), granted(1, NOON.plusSeconds(40)));
        assertThat(row().now()).isEqualTo(NOON.plusSeconds(30));
    }

    /** A broker refuses records that lie an hour ahead of its clock, and the thread would end. */
    @Test
    void whereTheClockWasSetBackNothingIsWrittenInTheFuture() {
        media.ask(lease(1, 1)).after(Duration.ofHours(-2)).ask(lease(2, 1));

        assertThat(media.outcomes.readRecordsToList())
                .last()
                .satisfies(outcome -> assertThat(outcome.getRecordTime()).isEqualTo(media.now()));
    }

    @Test
    void claimsAndGovernorKnowNothingOfEachOther() {
        media.ask(lease(1, 25)).ask(reserve(2, ALICE));

        assertThat(media.answers())
                .satisfiesExactlyInAnyOrder(
                        one -> assertThat(one).isInstanceOf(CallsLeased.class),
                        other -> assertThat(other).isInstanceOf(Outcome.Granted.class));
        assertThat(media.claimLog.isEmpty()).isTrue();
    }

    @Test
    void aCommandWithoutAValueDoesNotReachTheDecider() {
        assertThatThrownBy(() -> media.governorCommands.pipeInput("key", null, NOON))
                .isInstanceOf(StreamsException.class)
                .hasRootCauseInstanceOf(SerializationException.class);
    }
}
