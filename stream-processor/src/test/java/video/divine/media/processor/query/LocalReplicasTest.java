package video.divine.media.processor.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import video.divine.media.processor.query.Replicas.Replica;
import video.divine.media.processor.query.Replicas.Role;
import video.divine.media.processor.query.StreamsView.Place;
import video.divine.media.processor.topology.RunningTasks;
import video.divine.media.processor.topology.TaskGroup;
import video.divine.media.processor.topology.TaskRuns;
import video.divine.media.schemas.read.Refused;
import video.divine.media.schemas.read.ServedBy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Who answers, and when nobody does. */
class LocalReplicasTest {
    private static final Place VIDEOS_0 = new Place(TaskGroup.VIDEOS, 0);
    private static final OptionalLong ACTIVE_ONLY = OptionalLong.empty();
    private static final OptionalLong TEN = OptionalLong.of(10);
    private static final ServedBy ACTIVE = ServedBy.active();

    final FakeStores active = new FakeStores("active");
    final FakeStores any = new FakeStores("any");
    final FakeView view = new FakeView();
    final FakeCoordinator coordinator = new FakeCoordinator();
    final RunningTasks running = new RunningTasks();
    final TaskRuns runs = new TaskRuns(running);
    long now;
    final LocalReplicas replicas =
            new LocalReplicas(
                    view,
                    coordinator,
                    active,
                    any,
                    running,
                    4,
                    Optional.of("here:1"),
                    InstantSource.fixed(Instant.ofEpochMilli(1_000_000)),
                    () -> now);

    static final class FakeView implements StreamsView {
        final Map<Place, Long> lags = new HashMap<>();
        Set<Place> standbys = Set.of();
        Set<String> peers = Set.of();
        boolean brokersAway;

        @Override
        public Map<Place, Long> lags() {
            if (brokersAway) {
                throw new TimeoutException("no broker");
            }
            return new HashMap<>(lags);
        }

        @Override
        public Set<Place> standbys() {
            return standbys;
        }

        @Override
        public Set<String> peers() {
            return peers;
        }
    }

    static final class FakeCoordinator implements Coordinator {
        boolean away;

        @Override
        public void ask() {
            if (away) {
                throw new TimeoutException("no coordinator");
            }
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void start() {
        replicas.measure();
        replicas.renew();
    }

    private void noBrokerAnswers() {
        view.brokersAway = true;
        coordinator.away = true;
        replicas.measure();
        replicas.renew();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private Served<String> read(OptionalLong maxLag) {
        return replicas.read(TaskGroup.VIDEOS, 0, maxLag, stores -> stores.toString());
    }

    private Refused refusal(OptionalLong maxLag) {
        return catchThrowableOfType(StoreUnavailableException.class, () -> read(maxLag)).reason();
    }

    private void lag(long lag) {
        view.lags.put(VIDEOS_0, lag);
        replicas.measure();
    }

    @Test
    void aRunningTaskAnswersAsTheActive() {
        runs.begin(TaskGroup.VIDEOS, 0);

        assertThat(read(ACTIVE_ONLY)).isEqualTo(new Served<>("active", ACTIVE));
        assertThat(read(TEN)).isEqualTo(new Served<>("active", ACTIVE));
    }

    @Test
    void whatIsNotHereIsSaidSo() {
        runs.begin(TaskGroup.VIDEOS, 1);

        assertThat(refusal(ACTIVE_ONLY)).isEqualTo(Refused.NOT_HERE);
        assertThat(refusal(TEN)).isEqualTo(Refused.NOT_HERE);
    }

    @Test
    void aCopyThatIsNearAnswersWhoeverAcceptsIt() {
        lag(10);
        pass(Duration.ofMillis(300));

        assertThat(read(TEN))
                .isEqualTo(new Served<>("any", new ServedBy.Standby(10, Duration.ofMillis(300))));
        assertThat(refusal(ACTIVE_ONLY)).isEqualTo(Refused.NOT_ACTIVE);
    }

    @Test
    void aCopyThatIsTooFarBehindDoesNot() {
        lag(11);

        assertThat(refusal(TEN)).isEqualTo(Refused.LAGGING);
    }

    @Test
    void aTaskThatStopsDuringTheReadIsACopyFromThenOn() {
        runs.begin(TaskGroup.VIDEOS, 0);
        lag(0);
        active.fail(new StoreUnavailableException(Refused.MOVED, "moved"));

        assertThat(read(TEN).by()).isEqualTo(new ServedBy.Standby(0, Duration.ZERO));
        assertThat(refusal(ACTIVE_ONLY)).isEqualTo(Refused.MOVED);
    }

    @Test
    void theLastLagCountsWhileNoBrokerAnswers() {
        lag(3);
        view.brokersAway = true;
        pass(Duration.ofSeconds(100));
        replicas.measure();

        assertThat(read(TEN).by()).isEqualTo(new ServedBy.Standby(3, Duration.ofSeconds(100)));
    }

    @Test
    void butNotForEver() {
        lag(3);
        view.brokersAway = true;
        pass(LocalReplicas.OLDEST);
        assertThat(read(TEN).by()).isInstanceOf(ServedBy.Standby.class);

        pass(Duration.ofNanos(1));
        assertThat(refusal(TEN)).isEqualTo(Refused.UNMEASURED);
    }

    /** It may have been expelled, and somebody else have written. */
    @Test
    void anActiveThatNoBrokerAnswersIsACopy() {
        runs.begin(TaskGroup.VIDEOS, 0);
        lag(0);
        pass(Lease.TERM);
        noBrokerAnswers();
        assertThat(read(TEN).by()).isEqualTo(ACTIVE);

        pass(Duration.ofNanos(1));
        assertThat(read(TEN).by()).isInstanceOf(ServedBy.Standby.class);
        assertThat(refusal(ACTIVE_ONLY)).isEqualTo(Refused.UNSURE);
        assertThat(
                        catchThrowableOfType(
                                        StoreUnavailableException.class,
                                        () -> replicas.readActive(StoreReads::toString))
                                .reason())
                .isEqualTo(Refused.UNSURE);
    }

    /** A broker that hangs leads some changelogs, and need not be the coordinator. */
    @Test
    void theActiveNeedsNobodyButTheCoordinator() {
        runs.begin(TaskGroup.VIDEOS, 0);
        lag(0);
        view.brokersAway = true;
        for (var second = 0; second < 40; second++) {
            pass(Duration.ofSeconds(1));
            replicas.measure();
            replicas.renew();
            assertThat(read(ACTIVE_ONLY).by()).as("after %d s", second).isEqualTo(ACTIVE);
        }
    }

    /** Others may have gone on without it, whatever it reaches besides. */
    @Test
    void anActiveThatItsCoordinatorDoesNotAnswerIsACopy() {
        runs.begin(TaskGroup.VIDEOS, 0);
        lag(0);
        coordinator.away = true;
        for (var second = 0; second < 4; second++) {
            pass(Duration.ofSeconds(1));
            replicas.measure();
            replicas.renew();
        }

        assertThat(refusal(ACTIVE_ONLY)).isEqualTo(Refused.UNSURE);
        assertThat(read(TEN).by()).isInstanceOf(ServedBy.Standby.class);
    }

    @Test
    void whatWasMeasuredTellsWhetherItHasCaughtUp() {
        view.standbys = Set.of(VIDEOS_0);
        pass(Duration.ofSeconds(1));
        replicas.measure();
        assertThat(replicas.hasCaughtUp(0)).isFalse();

        pass(Duration.ofSeconds(1));
        lag(3);
        assertThat(replicas.hasCaughtUp(0)).isTrue();
        assertThat(replicas.hasCaughtUp(now)).isFalse();
    }

    /** The process was stopped in the middle of the read. */
    @Test
    void aReadThatOutlivesTheLeaseIsOfACopy() {
        runs.begin(TaskGroup.VIDEOS, 0);
        lag(0);
        active.beforeRead(() -> pass(Duration.ofSeconds(30)));

        assertThat(refusal(ACTIVE_ONLY)).isEqualTo(Refused.UNSURE);
        pass(Lease.RECOVERY);
    }

    @Test
    void theOverviewHasEveryCopy() {
        runs.begin(TaskGroup.CLAIMS, 0);
        view.standbys = Set.of(VIDEOS_0);
        view.peers = Set.of("there:2");
        view.lags.put(new Place(TaskGroup.CLAIMS, 0), 0L);
        view.lags.put(new Place(TaskGroup.VIDEOS, 1), 70L);
        lag(7);

        var overview = replicas.overview();

        assertThat(overview.replicas())
                .containsExactlyInAnyOrder(
                        new Replica(TaskGroup.CLAIMS, 0, Role.ACTIVE, 0L),
                        new Replica(TaskGroup.VIDEOS, 0, Role.STANDBY, 7L),
                        new Replica(TaskGroup.VIDEOS, 1, Role.RESTORING, 70L));
        assertThat(overview.peers()).containsExactly("there:2");
        assertThat(overview.address()).contains("here:1");
        assertThat(overview.assignment()).isEqualTo(replicas.assignment());
    }

    @Test
    void theAssignmentChangesWithTheRolesAndNotWithLags() {
        lag(7);
        var before = replicas.assignment();
        lag(8);
        assertThat(replicas.assignment()).isEqualTo(before);

        runs.begin(TaskGroup.VIDEOS, 0);
        var begun = replicas.assignment();
        assertThat(begun).isNotEqualTo(before);

        runs.end(TaskGroup.VIDEOS, 0);
        var ended = replicas.assignment();
        assertThat(ended).isNotEqualTo(begun).isNotEqualTo(before);

        view.standbys = Set.of(VIDEOS_0);
        replicas.measure();
        assertThat(replicas.assignment()).isNotEqualTo(ended);
    }

    @Test
    void theAssignmentChangesWithTheLease() {
        var sure = replicas.assignment();
        pass(Duration.ofSeconds(10));

        assertThat(replicas.assignment()).isNotEqualTo(sure);
    }
}
