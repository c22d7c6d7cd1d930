package video.divine.media.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import video.divine.media.standalone.endtoend.RunningService;
import video.divine.media.standalone.endtoend.SharedService;
import video.divine.media.standalone.endtoend.SimulatedStreamClient;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** An update of everything, one process after the other, while clients work. */
@ExtendWith(SharedService.class)
class RollingRestartIT {
    private static final int REQUESTS_PER_SECOND = 50;

    /** Of the requests that should be sent, those that may be late. */
    private static final double LATE = 0.05;

    /** While a processor leaves; on two cores. */
    private static final Duration WITHOUT_WRITES = Duration.ofSeconds(10);

    /** While a broker leaves that leads the claims' log: docs/cluster.md has what was seen. */
    private static final Duration WITHOUT_WRITES_OF_A_BROKER = Duration.ofSeconds(40);

    /**
     * Of the reads while a gateway is restarted: the one that has just come compiles what it does,
     * and gets the requests of both.
     */
    private static final double REFUSED_BY_COLD_GATEWAYS = 0.005;

    private static final List<String> ALL =
            List.of(
                    "broker-1",
                    "broker-2",
                    "broker-3",
                    "registry",
                    "processor-1",
                    "processor-2",
                    "gateway-1",
                    "gateway-2");

    private static final Predicate<String> READ =
            it -> it.startsWith("GET ") || it.startsWith("lookup ") || it.startsWith("list ");

    private final Cluster cluster;

    RollingRestartIT(RunningService service) {
        cluster = (Cluster) service;
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void noWriteIsLostOrDoubledAndNoVideoIsEverMissing() {
        var tally = new Tally();
        var rows = new ArrayList<String>();
        var gaps = new LinkedHashMap<String, Silence.Result>();
        var load = new Load(cluster.client(), REQUESTS_PER_SECOND, tally);
        long began;
        try (var running = load.begin(10)) {
            began = System.nanoTime();
            for (var node : ALL) {
                tally.begin(node);
                var begin = System.nanoTime();
                cluster.restart(node);
                double seconds = (System.nanoTime() - begin) / 1e9;
                var writes = running.writes().take();
                gaps.put(node, writes);
                rows.add(row(node, seconds, tally, writes));
            }
        }
        double expected = (System.nanoTime() - began) / 1e9 * REQUESTS_PER_SECOND;
        tally.begin("after");
        load.checkAll(new SimulatedStreamClient(cluster.client(), cluster.simulatorUrl()));

        System.out.printf(
                "A rolling restart of %d processes under %d requests a second:%n%s%n%s%n%s%n    %-48s %7d%n    %-48s %7d%n    %-48s %7.2f%n",
                ALL.size(),
                REQUESTS_PER_SECOND,
                "node          seconds    reads  by standby  503  writes  503  refused  broken  longest without a write (s)",
                String.join("\n", rows),
                tally.table(),
                "uploads acknowledged",
                load.acknowledged().size(),
                "requests not sent in time",
                load.late(),
                "longest time that one upload took (s)",
                load.slowestWrite().toMillis() / 1e3);
        assertThat(tally.violations()).isEmpty();
        Registrations.assertAre(cluster.topics(), load.prefix(), load.acknowledged());
        assertThat((double) load.late()).as("requests that were late").isLessThan(expected * LATE);
        for (var node : ALL) {
            var failed = tally.of(node, READ.and(is(" 503")));
            if (node.startsWith("gateway")) {
                var all = tally.of(node, READ.and(is(" 200")));
                assertThat((double) failed)
                        .as("reads that failed, %s", node)
                        .isLessThan(all * REFUSED_BY_COLD_GATEWAYS);
            } else {
                assertThat(failed).as("reads that failed, %s", node).isZero();
                assertThat(tally.of(node, is("refused"))).as("refused, %s", node).isZero();
                assertThat(tally.of(node, is("broken"))).as("broken, %s", node).isZero();
            }
        }
        assertThat(gaps)
                .allSatisfy(
                        (node, writes) -> {
                            assertThat(writes.answers()).isPositive();
                            assertThat(writes.longest())
                                    .isLessThan(
                                            node.startsWith("broker")
                                                    ? WITHOUT_WRITES_OF_A_BROKER
                                                    : WITHOUT_WRITES);
                        });
    }

    private static String row(String node, double seconds, Tally tally, Silence.Result writes) {
        return "%-12s %8.1f %8d %11d %4d %7d %4d %8d %7d %12.1f"
                .formatted(
                        node,
                        seconds,
                        tally.of(node, READ.and(is(" 200"))),
                        tally.of(node, READ.and(is("standby"))),
                        tally.of(node, READ.and(is(" 503"))),
                        writes.answers(),
                        tally.of(node, READ.negate().and(is(" 503"))),
                        tally.of(node, is("refused")),
                        tally.of(node, is("broken connection")),
                        writes.seconds());
    }

    private static Predicate<String> is(String what) {
        return it -> it.contains(what);
    }
}
