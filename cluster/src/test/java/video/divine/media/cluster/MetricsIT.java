package video.divine.media.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import video.divine.media.standalone.endtoend.MediaClient;
import video.divine.media.standalone.endtoend.RunningService;
import video.divine.media.standalone.endtoend.SharedService;
import video.divine.media.standalone.metrics.Exposition;
import video.divine.media.standalone.metrics.ObservedFiles;
import video.divine.media.standalone.metrics.Watched;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Every dashboard and alert asks for what Prometheus finds where it is told to look. */
@ExtendWith(SharedService.class)
class MetricsIT {
    private static final Path KEPT = Path.of("target", "metrics");
    private static final String TOKEN = "Bearer " + RunningService.INTERNAL_TOKEN;

    /** Kafka's metrics of a client are looked through once a minute. */
    private static final Duration SOON = Duration.ofSeconds(90);

    /** With 8 partitions; docs/operations.md has the numbers that were counted. */
    private static final int MOST_OF_A_GATEWAY = 1_500;

    private static final int MOST_OF_A_PROCESSOR = 3_000;

    private final Cluster cluster;
    private final MediaClient client;

    MetricsIT(RunningService service) {
        cluster = (Cluster) service;
        client = service.client();
    }

    private List<Exposition> gateways() {
        return cluster.gateways().stream().map(this::shown).toList();
    }

    private List<Exposition> processors() {
        return cluster.processors().stream().map(it -> shown(it, "Authorization", TOKEN)).toList();
    }

    /** Kept as it was, for whoever wants to see it. */
    private Exposition shown(String url, String... headers) {
        var answer = client.fetch(url + "/metrics", headers);
        assertThat(answer.status()).as(url).isEqualTo(200);
        var text = answer.response().body();
        try {
            Files.createDirectories(KEPT);
            Files.writeString(KEPT.resolve(URI.create(url).getPort() + ".txt"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Exposition.of(text);
    }

    private static Exposition all(List<Exposition> some) {
        return some.stream().reduce(Exposition.of(""), Exposition::and);
    }

    @Test
    void everythingThatIsAskedForIsShown() {
        var watched = new Watched(client);
        watched.use();
        // Once more, by way of the other gateway.
        client.get("/livez");
        watched.use();

        var queries = ObservedFiles.queries();
        assertThat(queries).hasSizeGreaterThan(40);
        await().atMost(SOON)
                .untilAsserted(
                        () -> {
                            var jobs =
                                    Map.of(
                                            "gateway", all(gateways()),
                                            "processor", all(processors()));
                            assertThat(queries.stream().flatMap(it -> it.complaints(jobs)))
                                    .isEmpty();
                        });
        gateways().forEach(it -> watched.check("a gateway", it, MOST_OF_A_GATEWAY));
        processors().forEach(it -> watched.check("a processor", it, MOST_OF_A_PROCESSOR));
    }

    @Test
    void ofAProcessorOnlyWithTheToken() {
        for (var url : cluster.processors()) {
            assertThat(client.fetch(url + "/metrics").status()).isEqualTo(401);
        }
    }
}
