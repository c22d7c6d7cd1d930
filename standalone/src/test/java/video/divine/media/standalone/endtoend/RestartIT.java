package video.divine.media.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import video.divine.media.standalone.endtoend.Traffic.Granted;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** The executable jar is killed in the middle of traffic and started again. */
class RestartIT {
    private static final int ACKNOWLEDGED_BEFORE_KILL = 60;
    private static final int INTERRUPTED = 130;
    private static final int TERMINATED = 143;
    private static final Duration CATCH_UP = Duration.ofSeconds(30);

    @Test
    void nothingAcknowledgedIsLostByAKill(@TempDir(factory = BuildDirectory.class) Path directory)
            throws Exception {
        var data = directory.resolve("data");
        var ports = Ports.free();
        Traffic traffic;
        String readyUid;
        List<String> schemas;
        try (var service = ServiceProcess.start(ports, data)) {
            var client = service.client();
            var ticket = client.ticket(Publisher.anyone(), "{}");
            readyUid = ticket.text("uid");
            client.upload(ticket.text("uploadURL"), Clips.brief());
            client.await(readyUid, "ready");
            schemas = schemas(service);
            assertThat(schemas).anyMatch(it -> it.contains("media.video-ready-value"));

            ClockHour.awaitEnough();
            var webhookSecret = Files.readString(data.resolve("webhook-secret"));
            traffic = new Traffic(client, webhookSecret);
            traffic.untilKilled(service, ACKNOWLEDGED_BEFORE_KILL);
            assertThat(service.log())
                    .doesNotContain(ticket.text("uploadURL"), webhookSecret, "Nostr ey", "Bearer ");
        }
        assertThat(traffic.attached()).isNotEmpty();

        try (var service = ServiceProcess.start(ports, data)) {
            var client = service.client();
            assertThat(client.get("/v1/videos/" + readyUid).text("status")).isEqualTo("ready");
            for (var grant : traffic.granted()) {
                assertRemembered(client, grant);
            }
            for (var grant : traffic.attached()) {
                assertThat(client.get("/v1/lookup?url=" + grant.originalUrl()).text("uid"))
                        .isEqualTo(grant.uid());
            }
            for (var grant : traffic.playable()) {
                // Acknowledged once durable: it may have been the last before the kill.
                client.await(grant.uid(), "ready");
            }
            assertThat(schemas(service)).containsAll(schemas);
            assertCountsFit(client, traffic);
            assertWorksOn(client, unannounced(traffic));
            assertThat(service.terminate()).as(service.log()).isEqualTo(TERMINATED);
        }
    }

    @Test
    void everythingIsThereAfterAnOrderlyStop(
            @TempDir(factory = BuildDirectory.class) Path directory) throws Exception {
        var data = directory.resolve("data");
        var ports = Ports.free();
        var publisher = Publisher.anyone();
        var settings =
                Map.of("MEDIA_STREAM_ACCOUNT", "an-account", "MEDIA_STREAM_TOKEN", "a-token");
        List<String> before;
        List<String> paths;
        try (var service = ServiceProcess.launch(ports, data, settings)) {
            service.awaitReady();
            var client = service.client();
            var ticket = client.ticket(publisher, "{\"vineId\":\"orderly\"}");
            client.upload(ticket.text("uploadURL"), Clips.brief());
            client.await(ticket.text("uid"), "ready");
            var user = "/v1/users/" + ticket.text("owner");
            await().atMost(CATCH_UP)
                    .until(() -> client.get(user + "/counters").json().path("ready").asInt() == 1);
            paths =
                    List.of(
                            "/v1/videos/" + ticket.text("uid"),
                            "/v1/lookup?vineId=orderly",
                            user + "/videos",
                            user + "/counters");
            before = bodies(client, paths);
            var refused =
                    client.fetch(
                            ports.simulatorUrl() + "/client/v4/accounts/an-account/stream",
                            "Authorization",
                            "Bearer local");
            assertThat(refused.status()).isBetween(400, 403);
            assertThat(service.terminate()).as(service.log()).isEqualTo(TERMINATED);
        }
        try (var service = ServiceProcess.launch(ports, data, settings)) {
            service.awaitReady();
            var client = service.client();
            assertThat(bodies(client, paths)).isEqualTo(before);
            var playlist = client.get(paths.getFirst()).text("hlsUrl");
            assertThat(client.fetch(playlist).response().body()).startsWith("#EXTM3U");
            // Claimed before the stop, so it still is.
            assertThat(client.post("/v1/videos", "{\"vineId\":\"orderly\"}", publisher).status())
                    .isEqualTo(409);
        }
    }

    /** Ctrl-C reaches ffmpeg as well, which must not look like a file that cannot be played. */
    @Test
    void anInterruptAmidATranscodeFailsNoVideo(
            @TempDir(factory = BuildDirectory.class) Path directory) throws Exception {
        var data = directory.resolve("data");
        var ports = Ports.free();
        String uid;
        try (var service = ServiceProcess.start(ports, data)) {
            var client = service.client();
            var ticket = client.ticket(Publisher.anyone(), "{}");
            uid = ticket.text("uid");
            client.upload(ticket.text("uploadURL"), Clips.slow());
            var atStream = ports.simulatorUrl() + "/client/v4/accounts/local/stream/" + uid;
            await().atMost(CATCH_UP)
                    .until(
                            () ->
                                    client.fetch(atStream, "Authorization", "Bearer local")
                                            .json()
                                            .at("/result/status/state")
                                            .asString("")
                                            .equals("inprogress"));
            assertThat(service.interrupt()).as(service.log()).isEqualTo(INTERRUPTED);
            assertThat(service.log()).doesNotContain("ERR_");
        }
        try (var service = ServiceProcess.start(ports, data)) {
            service.client().await(uid, "ready");
        }
    }

    private static List<String> bodies(MediaClient client, List<String> paths) {
        return paths.stream().map(path -> client.get(path).response().body()).toList();
    }

    private static void assertRemembered(MediaClient client, Granted grant) {
        assertThat(client.get("/v1/videos/" + grant.uid()).text("owner")).isEqualTo(grant.owner());
        assertThat(client.get("/v1/lookup?vineId=" + grant.upload().vineId()).text("uid"))
                .isEqualTo(grant.uid());
        // The same request again is the same ticket, and takes no further slot.
        var again = postAgain(client, grant);
        assertThat(again.status()).as("%s", again).isEqualTo(201);
        assertThat(again.text("uid")).isEqualTo(grant.uid());
        assertThat(again.header("Idempotent-Replay")).hasValue("true");
    }

    /** Listings and counters trail by a moment. */
    private static void assertCountsFit(MediaClient client, Traffic traffic) {
        for (var grant : traffic.granted()) {
            var user = "/v1/users/" + grant.owner();
            await().atMost(CATCH_UP)
                    .untilAsserted(
                            () -> {
                                var listing = client.get(user + "/videos").json().path("videos");
                                assertThat(
                                                StreamSupport.stream(listing.spliterator(), false)
                                                        .map(it -> it.path("uid").asString("")))
                                        .containsExactly(grant.uid());
                                var counters = client.get(user + "/counters").json();
                                assertThat(counters.path("uploads").asInt())
                                        .as("%s", counters)
                                        .isEqualTo(1);
                                if (traffic.playable().contains(grant)) {
                                    assertThat(counters.path("ready").asInt())
                                            .as("%s", counters)
                                            .isEqualTo(1);
                                }
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
                .isEqualTo(hour.equals(grant.upload().hour()) ? 1 : 0);
    }

    /** One of a writer that only asks for tickets. */
    private static Granted unannounced(Traffic traffic) {
        return traffic.granted().stream()
                .filter(grant -> !traffic.attached().contains(grant))
                .findFirst()
                .orElseThrow();
    }

    /** What was granted before the kill can be used after it. */
    private static void assertWorksOn(MediaClient client, Granted grant) {
        var again = postAgain(client, grant);
        client.upload(again.text("uploadURL"), Clips.brief());
        client.await(grant.uid(), "ready");
    }

    /** Later than a token lives, so it is the key that tells the service. */
    private static Answer postAgain(MediaClient client, Granted grant) {
        var upload = grant.upload();
        return client.postUntilAnswered("/v1/videos", upload.body(), upload.headers(client));
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
