package video.divine.media.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import video.divine.media.avro.read.StoreGroup;
import video.divine.media.standalone.endtoend.RunningService;
import video.divine.media.standalone.endtoend.SharedService;
import video.divine.media.standalone.endtoend.SimulatedStreamClient;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The processor that decides every claim is stopped where it is (SIGSTOP, as a machine that is
 * moved or out of memory), is replaced, and wakes up: it still takes itself for the owner, and must
 * not answer nor write as one.
 */
@ExtendWith(SharedService.class)
class PauseIT {
    private static final int REQUESTS_PER_SECOND = 50;

    /** Longer than a session: by then the other processor owns everything. */
    private static final Duration PAUSED = Duration.ofSeconds(20);

    private static final Duration AWAKE = Duration.ofSeconds(20);
    private static final Duration WITHOUT_WRITES = Duration.ofSeconds(12);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long HARDLY_BEHIND = 100;

    private final Cluster cluster;
    private final Processors processors;
    private final Tally tally = new Tally();

    PauseIT(RunningService service) {
        cluster = (Cluster) service;
        processors = new Processors(cluster);
    }

    @AfterEach
    void all() {
        cluster.start("processors");
        await().atMost(PATIENCE).until(() -> processors.areComplete(HARDLY_BEHIND));
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void anOwnerThatSleptThroughItsReplacementDoesNoHarm() throws Exception {
        await().atMost(PATIENCE).until(() -> processors.areComplete(HARDLY_BEHIND));
        var sleeper = processors.activeOf(StoreGroup.CLAIMS, 0).orElseThrow();
        var load = new Load(cluster.client(), REQUESTS_PER_SECOND, tally);
        Silence.Result paused;
        Silence.Result awake;
        try (var running = load.begin(10)) {
            tally.begin("paused");
            cluster.pause(sleeper);
            Thread.sleep(PAUSED);
            paused = running.writes().take();
            tally.begin("awake");
            cluster.resume(sleeper);
            Thread.sleep(AWAKE);
            awake = running.writes().take();
        }
        tally.begin("checks");
        load.checkAll(new SimulatedStreamClient(cluster.client(), cluster.simulatorUrl()));

        System.out.printf(
                "%s, the owner of the claims, stopped for %d s under %d requests a second:%n%s%n    %-48s %7.2f%n    %-48s %7.2f%n",
                sleeper,
                PAUSED.toSeconds(),
                REQUESTS_PER_SECOND,
                tally.table(),
                "longest time without an upload granted (s)",
                paused.seconds(),
                "the same, once it was awake (s)",
                awake.seconds());
        assertThat(tally.violations()).isEmpty();
        assertThat(tally.of("paused", it -> it.endsWith("200 by a standby"))).isPositive();
        assertThat(paused.answers()).isPositive();
        assertThat(paused.longest()).isLessThan(WITHOUT_WRITES);
        assertThat(awake.longest()).isLessThan(WITHOUT_WRITES);
        Registrations.assertAre(cluster.topics(), load.prefix(), load.acknowledged());
    }
}
