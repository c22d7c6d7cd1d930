package video.divine.media.processor.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import video.divine.media.processor.query.StreamsView.Place;
import video.divine.media.processor.topology.TaskGroup;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** When a rolling restart may go on. */
class CatchUpTest {
    private static final Place OWN = new Place(TaskGroup.VIDEOS, 0);
    private static final Place COPY = new Place(TaskGroup.VIDEOS, 1);
    private static final Place ANOTHER = new Place(TaskGroup.CLAIMS, 0);
    private static final long FAR = CatchUp.NEAR + 1;

    final CatchUp catchUp = new CatchUp();

    /** The clock wraps around on the way, as nanoTime may. */
    final long start = Long.MAX_VALUE - Duration.ofSeconds(3).toNanos();

    long now = start;

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private void measured(Map<Place, Long> lags, Place... standbys) {
        pass(Duration.ofMillis(500));
        catchUp.measured(now, lags, Set.of(standbys));
    }

    private boolean isDone() {
        return catchUp.isDone(start, now);
    }

    @Test
    void nothingIsKnownBeforeItWasMeasured() {
        assertThat(isDone()).isFalse();
        pass(CatchUp.MOMENT);
        assertThat(isDone()).isFalse();
    }

    @Test
    void aCopyHasToComeNearOnce() {
        measured(Map.of(OWN, 0L, COPY, FAR), COPY);
        assertThat(isDone()).isFalse();
        measured(Map.of(OWN, 0L, COPY, CatchUp.NEAR), COPY);
        assertThat(isDone()).isTrue();

        // A burst that it trails behind takes nothing from what is active here.
        measured(Map.of(OWN, 0L, COPY, FAR), COPY);
        assertThat(isDone()).isTrue();
    }

    /** One that its thread knows, and whose store has not begun. */
    @Test
    void aCopyThatWasNotMeasuredIsNotNear() {
        measured(Map.of(OWN, 0L), COPY);
        assertThat(isDone()).isFalse();
    }

    /** Somebody has gone, and what he had copies of is copied here from nothing. */
    @Test
    void aCopyThatComesLaterHasToComeNearAsWell() {
        measured(Map.of(OWN, 0L, COPY, 0L), COPY);
        assertThat(isDone()).isTrue();

        measured(Map.of(OWN, 0L, COPY, 0L, ANOTHER, FAR), COPY, ANOTHER);
        assertThat(isDone()).isFalse();
        measured(Map.of(OWN, 0L, COPY, FAR, ANOTHER, 0L), COPY, ANOTHER);
        assertThat(isDone()).isTrue();
    }

    @Test
    void aCopyThatComesBackBeginsAgain() {
        measured(Map.of(OWN, 0L, COPY, 0L), COPY);
        measured(Map.of(OWN, 0L));
        assertThat(isDone()).isTrue();

        measured(Map.of(OWN, 0L, COPY, FAR), COPY);
        assertThat(isDone()).isFalse();
    }

    /** On a thread that runs on, after a commit that timed out. */
    @Test
    void anActiveWhoseStoresWereDeletedIsNotNear() {
        measured(Map.of(OWN, 0L));
        assertThat(isDone()).isTrue();

        measured(Map.of(OWN, FAR));
        assertThat(isDone()).isFalse();
        measured(Map.of(OWN, 0L));
        assertThat(isDone()).isTrue();
    }

    /** One from before knows nothing of what came with the assignment. */
    @Test
    void anOlderMeasurementDoesNotCount() {
        measured(Map.of(OWN, 0L));

        assertThat(catchUp.isDone(now, now)).isFalse();
        measured(Map.of(OWN, 0L));
        assertThat(isDone()).isTrue();
    }

    /** More processors than tasks, or no copies at all. */
    @Test
    void whoHasNothingIsDoneAfterAMoment() {
        measured(Map.of());
        assertThat(isDone()).isFalse();

        pass(CatchUp.MOMENT);
        assertThat(isDone()).isTrue();
    }

    /** Kafka Streams is RUNNING through any absence of the brokers. */
    @Test
    void whatWasMeasuredLongAgoSaysNothing() {
        measured(Map.of(OWN, 0L));
        pass(CatchUp.STALE);
        assertThat(isDone()).isTrue();

        pass(Duration.ofNanos(1));
        assertThat(isDone()).isFalse();
    }
}
