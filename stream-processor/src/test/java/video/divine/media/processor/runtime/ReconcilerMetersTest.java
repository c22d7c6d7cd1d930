package video.divine.media.processor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.Test;

import video.divine.media.processor.domain.video.Phase;

class ReconcilerMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ReconcilerMeters meters = new ReconcilerMeters(registry);

    private double stuck(String status) {
        return registry.get("media.videos.stuck").tag("status", status).gauge().value();
    }

    @Test
    void videosThatStandStillAreAGaugeOfEachStatus() {
        meters.stuck(Phase.AWAITING_UPLOAD, 3);
        meters.stuck(Phase.AWAITING_UPLOAD, -1);
        meters.stuck(Phase.DELETING, 1);

        assertThat(stuck("pending_upload")).isEqualTo(2);
        assertThat(stuck("deleting")).isEqualTo(1);
        assertThat(stuck("processing")).isZero();
    }

    @Test
    void everythingElseIsCounted() {
        meters.alarm(Phase.PROCESSING);
        meters.asked();
        meters.asked();
        meters.parked(5);
        meters.parked(-2);
        meters.parkedDropped();
        meters.parkedExpired();

        assertThat(
                        registry.get("media.videos.stuck.alarms")
                                .tag("status", "processing")
                                .counter()
                                .count())
                .isEqualTo(1);
        assertThat(registry.get("media.stream.tasks").counter().count()).isEqualTo(2);
        assertThat(registry.get("media.notices.parked").gauge().value()).isEqualTo(3);
        assertThat(registry.get("media.notices.parked.dropped").counter().count()).isEqualTo(1);
        assertThat(registry.get("media.notices.parked.expired").counter().count()).isEqualTo(1);
    }
}
