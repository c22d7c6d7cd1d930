package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** What becomes of links and videos whose time has passed. */
class RetentionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir Path directory;
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    private StreamSimulator simulator;
    private Client client;

    @BeforeEach
    void start() {
        simulator =
                Simulators.start(
                        Simulators.settings(directory)
                                .withClock(() -> Instant.now().plus(ahead.get())));
        client = new Client(simulator);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void anExpiredLinkIsStillShownAsPendinguploadWithItsExpiry() {
        var ticket = client.directUpload();
        var before = client.video(ticket.uid());
        ahead.set(Duration.ofDays(2));

        assertThat(client.upload(ticket, TestVideos.square(2)).status()).isEqualTo(410);
        var after = client.video(ticket.uid());
        assertThat(after).isEqualTo(before);
        assertThat(Client.state(after)).isEqualTo("pendingupload");
        assertThat(Instant.parse(after.path("uploadExpiry").asString()))
                .isEqualTo(Instant.parse(after.path("created").asString()).plusSeconds(1800));
        assertThat(client.get("?status=pendingupload&id=" + ticket.uid()).result().path(0))
                .isEqualTo(before);
        assertThat(client.delete("/" + ticket.uid()).statusCode()).isEqualTo(200);
        assertThat(client.get("").result()).isEmpty();
    }

    /** The thirty days begin with the upload, not with the edit. */
    @Test
    void theShortestRetentionCountsFromTheUpload() {
        var ticket = client.directUpload();
        var created = Instant.parse(client.video(ticket.uid()).path("created").asString());
        ahead.set(Duration.ofMinutes(20));
        client.upload(ticket, TestVideos.square(2)).result();
        var video = client.awaitEnd(ticket.uid());
        var uploaded = Instant.parse(video.path("uploaded").asString());
        assertThat(uploaded).isAfter(created.plusSeconds(1199));
        ahead.set(Duration.ofDays(10));

        var edit = "{\"scheduledDeletion\":\"%s\"}";
        var path = "/" + ticket.uid();
        var least = uploaded.plus(Duration.ofDays(30));
        var most = uploaded.plus(Duration.ofDays(1096));
        assertThat(client.post(path, edit.formatted(least)).status()).isEqualTo(200);
        assertThat(client.post(path, edit.formatted(least.minusMillis(1))).status()).isEqualTo(400);
        assertThat(client.post(path, edit.formatted(most)).status()).isEqualTo(200);
        assertThat(client.post(path, edit.formatted(most.plusMillis(1))).status()).isEqualTo(400);
        ahead.set(Duration.ofDays(40));
        assertThat(client.post(path, edit.formatted(least)).status()).isEqualTo(400);
    }

    @Test
    void whatIsShownCanBeSentBack() {
        var time = Instant.now().plus(Duration.ofDays(30)).plusSeconds(60);
        var direct =
                client.directUpload(
                        "{\"maxDurationSeconds\":60,\"scheduledDeletion\":\"%s\"}".formatted(time));
        var resumable = new Tus(client).create(1, "maxDurationSeconds NjA=").uid();
        for (var uid : List.of(direct.uid(), resumable)) {
            assertThat(client.post("/" + uid, client.video(uid).toString()).status())
                    .as(uid)
                    .isEqualTo(200);
        }
        var later = Instant.now().plus(Duration.ofHours(7));
        var edit = "{\"uploadExpiry\":\"%s\"}".formatted(later);
        assertThat(client.post("/" + resumable, edit).status()).isEqualTo(200);
        assertThat(client.post("/" + direct.uid(), edit).status()).isEqualTo(400);

        ahead.set(Duration.ofMinutes(5));
        client.upload(direct, TestVideos.square(2)).result();
        var shown = client.awaitEnd(direct.uid());
        assertThat(client.post("/" + direct.uid(), shown.toString()).status()).isEqualTo(200);
    }

    @Test
    void aListMayNameHundredsOfUids() {
        var ticket = client.directUpload();
        var others = ("f".repeat(32) + ",").repeat(400);

        assertThat(client.get("?id=" + others + ticket.uid()).result()).hasSize(1);
    }

    @Test
    void aVideoWhoseDeletionIsDueIsGoneAtOnceAndItsFilesSoon() {
        var video = client.process(TestVideos.square(2)).path("uid").asString();
        var kept = client.directUpload().uid();
        var media = directory.resolve("media").resolve(video);
        schedule(video, "\"" + Instant.now().plus(Duration.ofDays(31)) + "\"");

        ahead.set(Duration.ofDays(30).plusHours(23));
        assertThat(client.get("/" + video).status()).isEqualTo(200);
        ahead.set(Duration.ofDays(31).plusMinutes(1));

        assertThat(client.get("/" + video).status()).isEqualTo(404);
        assertThat(client.get("").result()).hasSize(1);
        assertThat(client.get("/" + kept).status()).isEqualTo(200);
        awaitGone(media);
        assertThat(client.get("/storage-usage").result().path("videoCount").asInt()).isEqualTo(1);
    }

    @Test
    void aDeletionThatWasTakenBackDoesNotHappen() {
        var video = client.directUpload().uid();
        var other = client.process(TestVideos.square(2)).path("uid").asString();
        for (var uid : List.of(video, other)) {
            schedule(uid, "\"" + Instant.now().plus(Duration.ofDays(31)) + "\"");
        }
        schedule(video, "null");
        ahead.set(Duration.ofDays(32));

        awaitGone(directory.resolve("media").resolve(other));
        assertThat(client.get("/" + video).status()).isEqualTo(200);
    }

    private void schedule(String uid, String time) {
        client.post("/" + uid, "{\"scheduledDeletion\":" + time + "}").result();
    }

    private static void awaitGone(Path folder) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (Files.exists(folder)) {
            assertThat(System.nanoTime()).as(folder + " is still there").isLessThan(deadline);
            Client.pause();
        }
    }
}
