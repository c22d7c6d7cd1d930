package video.divine.media.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;

/** Whatever is asked of the service, it refuses before Stream would. */
class LimitsIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int STORAGE_MINUTES = 12;
    private static final int CALLS_OF_STREAM = 70;
    private static final int CALLS_OF_OURS = 60;

    /** At once; each makes the next request when the one before is answered. */
    private static final int CLIENTS = 8;

    private static final int REQUESTS_OF_A_CLIENT = 12;

    @BeforeEach
    void enoughOfTheHour() {
        ClockHour.awaitEnough();
    }

    /** Each link reserves a minute. */
    @Test
    void storageIsShortHereFirst(@TempDir(factory = BuildDirectory.class) Path directory) {
        var setting = "--media.simulator.storage-minutes=" + STORAGE_MINUTES;
        try (var service = LocalService.start(directory, setting)) {
            var client = service.client();
            await().atMost(SOON)
                    .until(
                            () ->
                                    governor(service)
                                                    .json()
                                                    .at("/storage/reported/limitMinutes")
                                                    .asInt()
                                            == STORAGE_MINUTES);
            var owner = Publisher.anyone();
            var uid = client.ticket(owner, "{}").text("uid");

            for (var other = 1; other < STORAGE_MINUTES; other++) {
                client.ticket(Publisher.anyone(), "{}");
            }
            var refused = client.post("/v1/videos", "{}", Publisher.anyone());

            assertThat(refused.status()).as("%s", refused).isEqualTo(502);
            assertThat(refused.text("error")).isEqualTo("stream_error");
            assertThat(refused.text("reason")).isEqualTo("quota");
            // Stream was not even asked.
            assertThat(calls(client, "operation=\"direct_upload\""))
                    .isEqualTo(STORAGE_MINUTES)
                    .isEqualTo(calls(client, "operation=\"direct_upload\"", "outcome=\"ok\""));

            assertThat(client.delete("/v1/videos/" + uid, owner).status()).isEqualTo(202);
            await().atMost(SOON).until(() -> client.get("/v1/videos/" + uid).status() == 410);
            await().atMost(SOON)
                    .until(() -> client.post("/v1/videos", "{}", owner).status() == 201);
        }
    }

    /** More than the account may have is asked for, and the deletion is done all the same. */
    @Test
    void callsAreShortHereFirst(@TempDir(factory = BuildDirectory.class) Path directory) {
        try (var service =
                LocalService.start(
                        directory,
                        "--media.stream.calls-per-five-minutes=" + CALLS_OF_OURS,
                        "--media.simulator.calls-per-five-minutes=" + CALLS_OF_STREAM)) {
            var client = service.client();
            var owner = Publisher.anyone();
            var uid = client.ticket(owner, "{}").text("uid");

            var answers =
                    MediaClient.atOnce(Collections.nCopies(CLIENTS, demand(client))).stream()
                            .flatMap(List::stream)
                            .toList();

            assertThat(answers).extracting(Answer::status).containsOnly(201, 503).contains(503);
            assertThat(answers)
                    .filteredOn(it -> it.status() == 503)
                    .allMatch(it -> it.header("Retry-After").isPresent());
            assertThat(client.delete("/v1/videos/" + uid, owner).status()).isEqualTo(202);
            await().atMost(SOON).until(() -> client.get("/v1/videos/" + uid).status() == 410);
            assertThat(calls(client, "outcome=\"throttled\"")).isZero();
            // The one of this test that Stream has not counted yet.
            assertThat(
                            new SimulatedStreamClient(client, service.simulatorUrl())
                                    .video(uid)
                                    .status())
                    .isEqualTo(404);
        }
    }

    private static Callable<List<Answer>> demand(MediaClient client) {
        return () ->
                Collections.nCopies(REQUESTS_OF_A_CLIENT, "{}").stream()
                        .map(body -> client.post("/v1/videos", body, Publisher.anyone()))
                        .toList();
    }

    private static Answer governor(LocalService service) {
        return service.client()
                .fetch(
                        service.internalUrl() + "/internal/governor",
                        "Authorization",
                        "Bearer " + RunningService.INTERNAL_TOKEN);
    }

    /** Calls to Stream whose labels have these words. */
    private static int calls(MediaClient client, String... labels) {
        return client.get("/metrics")
                .response()
                .body()
                .lines()
                .filter(line -> line.startsWith("media_stream_calls_seconds_count"))
                .filter(line -> List.of(labels).stream().allMatch(line::contains))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
