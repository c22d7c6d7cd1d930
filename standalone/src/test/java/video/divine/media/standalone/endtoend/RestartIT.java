package video.divine.media.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.StreamSupport;

/** The executable jar is killed in the middle of traffic and started again. */
class RestartIT {
    private static final int WRITERS = 8;
    private static final int ACKNOWLEDGED_BEFORE_KILL = 60;
    private static final Duration CATCH_UP = Duration.ofSeconds(30);

    /** A request that was answered with 201. */
    private record Granted(
            Publisher publisher,
            String body,
            String vineId,
            String uid,
            String owner,
            Instant hour) {}

    @Test
    void nothingAcknowledgedIsLostByAKill(@TempDir(factory = BuildDirectory.class) Path directory)
            throws Exception {
        var data = directory.resolve("data");
        var ports = Ports.free();
        var granted = Collections.synchronizedList(new ArrayList<Granted>());
        String readyUid;
        List<String> schemas;
        try (var service = ServiceProcess.start(ports, data)) {
            var client = service.client();
            var publisher = Publisher.anyone();
            var ticket = client.ticket(publisher, "{}");
            readyUid = ticket.text("uid");
            client.upload(ticket.text("uploadURL"), Clips.brief());
            client.await(readyUid, "ready");
            schemas = schemas(service);
            assertThat(schemas).anyMatch(it -> it.contains("media.video-ready-value"));

            ClockHour.awaitEnough();
            writeUntilKilled(service, granted);
            assertThat(service.log())
                    .doesNotContain(
                            ticket.text("uploadURL"),
                            Files.readString(data.resolve("webhook-secret")),
                            "Nostr ey",
                            "Bearer ");
        }
        assertThat(granted).hasSizeGreaterThanOrEqualTo(ACKNOWLEDGED_BEFORE_KILL);

        try (var service = ServiceProcess.start(ports, data)) {
            var client = service.client();
            assertThat(client.get("/v1/videos/" + readyUid).text("status")).isEqualTo("ready");
            for (var grant : granted) {
                assertRemembered(client, grant);
            }
            assertThat(schemas(service)).containsAll(schemas);
            assertCountsFit(client, granted);
            assertWorksOn(client, granted.getFirst());
            assertThat(service.terminate()).as(service.log()).isEqualTo(143);
        }
    }

    /** Each writer posts one after the other; the process dies while all of them are at it. */
    private static void writeUntilKilled(ServiceProcess service, List<Granted> granted)
            throws Exception {
        var client = service.client();
        var killed = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < WRITERS; i++) {
                var _ =
                        threads.submit(
                                () -> {
                                    while (!killed.get()) {
                                        write(client).ifPresent(granted::add);
                                    }
                                });
            }
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> granted.size() >= ACKNOWLEDGED_BEFORE_KILL);
            service.kill();
            killed.set(true);
        }
    }

    /** Empty where the service did not answer with a ticket: then it promised nothing. */
    private static Optional<Granted> write(MediaClient client) {
        var publisher = Publisher.anyone();
        var vineId = "kill-" + publisher.secretKey().substring(0, 20);
        var body = "{\"vineId\":\"%s\"}".formatted(vineId);
        try {
            var hour = ClockHour.current();
            var answer = client.post("/v1/videos", body, headers(client, publisher, vineId, body));
            return answer.status() == 201
                    ? Optional.of(
                            new Granted(
                                    publisher,
                                    body,
                                    vineId,
                                    answer.text("uid"),
                                    answer.text("owner"),
                                    hour))
                    : Optional.empty();
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private static void assertRemembered(MediaClient client, Granted grant) {
        assertThat(client.get("/v1/videos/" + grant.uid()).text("owner")).isEqualTo(grant.owner());
        assertThat(client.get("/v1/lookup?vineId=" + grant.vineId()).text("uid"))
                .isEqualTo(grant.uid());
        // The same request again is the same ticket, and takes no further slot.
        var again = postAgain(client, grant);
        assertThat(again.status()).as("%s", again).isEqualTo(201);
        assertThat(again.text("uid")).isEqualTo(grant.uid());
        assertThat(again.header("Idempotent-Replay")).hasValue("true");
    }

    /** Listings and counters trail by a moment. */
    private static void assertCountsFit(MediaClient client, List<Granted> granted) {
        for (var grant : granted) {
            await().atMost(CATCH_UP)
                    .untilAsserted(
                            () -> {
                                var listing =
                                        client.get("/v1/users/" + grant.owner() + "/videos")
                                                .json()
                                                .path("videos");
                                assertThat(
                                                StreamSupport.stream(listing.spliterator(), false)
                                                        .map(it -> it.path("uid").asString("")))
                                        .containsExactly(grant.uid());
                            });
            assertSlotIsTaken(client, grant);
        }
    }

    /** In the hour in which it was granted; that one may be over by now. */
    private static void assertSlotIsTaken(MediaClient client, Granted grant) {
        var quota = client.get("/v1/users/" + grant.owner() + "/quota");
        var hour = Instant.parse(quota.text("resetAt")).minus(Duration.ofHours(1));
        assertThat(quota.json().path("used").asInt())
                .as("%s of %s", quota, grant)
                .isEqualTo(hour.equals(grant.hour()) ? 1 : 0);
    }

    /** What was granted before the kill can be used after it. */
    private static void assertWorksOn(MediaClient client, Granted grant) {
        var again = postAgain(client, grant);
        client.upload(again.text("uploadURL"), Clips.brief());
        client.await(grant.uid(), "ready");
    }

    /** Later than a token lives, so it is the key that tells the service. */
    private static Answer postAgain(MediaClient client, Granted grant) {
        return client.postUntilAnswered(
                "/v1/videos",
                grant.body(),
                headers(client, grant.publisher(), grant.vineId(), grant.body()));
    }

    private static String[] headers(
            MediaClient client, Publisher publisher, String key, String body) {
        return new String[] {
            "Authorization",
            publisher.authorization("POST", client.url("/v1/videos"), body),
            "Idempotency-Key",
            key
        };
    }

    /** The latest version of every subject, as the registry tells it. */
    private static List<String> schemas(ServiceProcess service) {
        var client = service.client();
        var registry = service.ports().registryUrl();
        return StreamSupport.stream(
                        client.fetch(registry + "/subjects").json().spliterator(), false)
                .map(subject -> registry + "/subjects/" + subject.asString() + "/versions/latest")
                .map(url -> client.fetch(url).response().body())
                .toList();
    }
}
