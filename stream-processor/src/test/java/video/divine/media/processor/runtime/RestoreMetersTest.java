package video.divine.media.processor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RestoreMetersTest {
    private static final String STORE = "videos";
    private static final TopicPartition ONE = new TopicPartition("media-videos-changelog", 0);
    private static final TopicPartition TWO = new TopicPartition("media-videos-changelog", 1);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RestoreMeters meters = new RestoreMeters(registry);

    private double remaining() {
        return registry.get(RestoreMeters.REMAINING).tag("store", STORE).gauge().value();
    }

    private double restored() {
        return registry.get(RestoreMeters.RESTORED).tag("store", STORE).counter().count();
    }

    @Test
    void remainingIsTheSumOfAllPartitionsAndGoesDown() {
        assertThat(remaining()).isZero();

        meters.onRestoreStart(ONE, STORE, 0, 100);
        meters.onRestoreStart(TWO, STORE, 40, 50);
        assertThat(remaining()).isEqualTo(110);

        // Offsets, of which some are no records.
        meters.onBatchRestored(ONE, STORE, 59, 50);
        assertThat(remaining()).isEqualTo(50);
        assertThat(restored()).isEqualTo(50);

        meters.onRestoreEnd(ONE, STORE, 95);
        assertThat(remaining()).isEqualTo(10);
    }

    @Test
    void whatIsGivenAwayRemainsNoMore() {
        meters.onRestoreStart(ONE, STORE, 0, 100);
        meters.onRestoreSuspended(ONE, STORE, 10);
        meters.onBatchRestored(ONE, STORE, 20, 10);

        assertThat(remaining()).isZero();
    }

    @Test
    void everyStoreHasItsSeriesFromTheStart() {
        assertThat(registry.get(RestoreMeters.REMAINING).gauges()).hasSize(15);
    }
}
