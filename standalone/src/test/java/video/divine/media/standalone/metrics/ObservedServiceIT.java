package video.divine.media.standalone.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import video.divine.media.standalone.endtoend.RunningService;
import video.divine.media.standalone.endtoend.SharedService;

import java.time.Duration;
import java.util.Map;

/** Dashboards and alerts ask for what the service shows; the cluster's tests ask all of it. */
@ExtendWith(SharedService.class)
class ObservedServiceIT {
    /** Kafka's metrics of a client are looked through once a minute. */
    private static final Duration SOON = Duration.ofSeconds(90);

    /** A gateway and a processor in one. */
    private static final int MOST_SERIES = 3_000;

    @Test
    void whatIsAskedForIsShown(RunningService service) {
        var client = service.client();
        var watched = new Watched(client);
        watched.use();

        await().atMost(SOON)
                .untilAsserted(
                        () -> {
                            var shown = Exposition.of(client.get("/metrics").response().body());
                            var jobs = Map.of("gateway", shown, "processor", shown);
                            var complaints =
                                    ObservedFiles.queries().stream()
                                            .flatMap(it -> it.complaints(jobs))
                                            .toList();
                            assertThat(Watched.metrics(complaints))
                                    .as("%s", complaints)
                                    .containsExactlyInAnyOrder(
                                            // Of many machines.
                                            "media_replicas",
                                            "media_replicas_lag_records",
                                            "media_reads_remote_total");
                        });
        watched.check(
                "one process",
                Exposition.of(client.get("/metrics").response().body()),
                MOST_SERIES);
    }
}
