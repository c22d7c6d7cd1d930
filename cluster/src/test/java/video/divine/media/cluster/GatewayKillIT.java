package video.divine.media.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import video.divine.media.standalone.endtoend.RunningService;
import video.divine.media.standalone.endtoend.SharedService;
import video.divine.media.standalone.endtoend.SimulatedStreamClient;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A gateway is gone in the middle of uploads, and comes back under its name: outcomes of its former
 * life are in the partition that it reads (docs/adr/0020).
 */
@ExtendWith(SharedService.class)
class GatewayKillIT {
    private static final String VICTIM = "gateway-1";
    private static final int REQUESTS_PER_SECOND = 50;
    private static final Duration WITHOUT = Duration.ofSeconds(10);
    private static final Duration AFTERWARDS = Duration.ofSeconds(15);

    /** Half of all uploads go to the other gateway from the first try on. */
    private static final Duration WITHOUT_WRITES = Duration.ofSeconds(5);

    private final Cluster cluster;
    private final Tally tally = new Tally();

    GatewayKillIT(RunningService service) {
        cluster = (Cluster) service;
    }

    @AfterEach
    void all() {
        cluster.start("gateways");
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void whatOneGatewayBeganTheOtherFinishes() throws Exception {
        var load = new Load(cluster.client(), REQUESTS_PER_SECOND, tally);
        Silence.Result writes;
        try (var running = load.begin(10)) {
            tally.begin("without");
            cluster.kill(VICTIM);
            Thread.sleep(WITHOUT);
            cluster.start(VICTIM);
            tally.begin("afterwards");
            Thread.sleep(AFTERWARDS);
            writes = running.writes().take();
        }
        tally.begin("checks");
        load.checkAll(new SimulatedStreamClient(cluster.client(), cluster.simulatorUrl()));

        System.out.printf(
                "kill -9 of %s under %d requests a second:%n%s%n    %-48s %7.2f%n    %-48s %7.2f%n",
                VICTIM,
                REQUESTS_PER_SECOND,
                tally.table(),
                "longest time without an upload granted (s)",
                writes.seconds(),
                "longest time that one upload took (s)",
                load.slowestWrite().toMillis() / 1e3);
        assertThat(tally.violations()).isEmpty();
        assertThat(tally.of("without", it -> it.contains("refused connection"))).isPositive();
        assertThat(tally.of("afterwards", "POST 201"::equals)).isPositive();
        assertThat(writes.longest()).isLessThan(WITHOUT_WRITES);
        Registrations.assertAre(cluster.topics(), load.prefix(), load.acknowledged());
    }
}
