package video.divine.media.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tus.java.client.TusClient;
import io.tus.java.client.TusUpload;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

import video.divine.media.avro.VideoReady;
import video.divine.media.schemas.MediaTopic;

import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;

/** Every video reaches a true state, whatever Stream does. */
@ExtendWith(SharedService.class)
@ResourceLock("faults")
class LifecycleIT {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final Duration A_CHECK_LATER = Duration.ofSeconds(60);

    private final RunningService service;
    private final MediaClient client;
    private final SimulatedStreamClient stream;

    LifecycleIT(RunningService service) {
        this.service = service;
        client = service.client();
        stream = new SimulatedStreamClient(client, service.simulatorUrl());
    }

    @BeforeEach
    void enoughOfTheHour() {
        ClockHour.awaitEnough();
    }

    @AfterEach
    void behave() {
        stream.behave();
    }

    @Test
    void aLostWebhookIsMadeUpFor() {
        stream.misbehave("{\"seed\":1,\"webhook\":{\"drop\":1}}");
        var uid = uploaded(Publisher.anyone(), "{}");

        client.await(uid, "ready");

        var announced =
                service.topics().read(MediaTopic.VIDEO_READY, VideoReady.class).stream()
                        .filter(it -> it.key().equals(uid));
        assertThat(announced).hasSize(1);
    }

    @Test
    void aVideoThatWasStuckGoesOn() {
        stream.misbehave("{\"seed\":2,\"state\":{\"stuck\":\"inprogress\"}}");
        var uid = uploaded(Publisher.anyone(), "{}");
        await().atMost(A_CHECK_LATER)
                .until(() -> client.get("/v1/videos/" + uid).text("status").equals("processing"));

        stream.behave();

        client.await(uid, "ready");
    }

    @Test
    void aDeletedVideoIsGoneEverywhere() {
        var publisher = Publisher.anyone();
        var body = "{\"vineId\":\"%s\"}".formatted(vineId(publisher));
        var uid = uploaded(publisher, body);
        var owner = client.await(uid, "ready").text("owner");
        var path = "/v1/videos/" + uid;

        assertThat(client.delete(path, Publisher.anyone()).status()).isEqualTo(403);
        var accepted = client.delete(path, publisher);

        assertThat(accepted.status()).as("%s", accepted).isEqualTo(202);
        assertThat(accepted.header("Location")).hasValue(path);
        assertThat(client.get("/v1/lookup?vineId=" + vineId(publisher)).status()).isEqualTo(404);
        // At once, whatever Stream has still to say.
        assertThat(client.ticket(Publisher.anyone(), body).text("uid")).isNotEqualTo(uid);
        var deletion = new Deletion(client, stream, service.topics(), uid, owner);
        deletion.awaitEverywhere();
        assertThat(client.delete(path, publisher).status()).isEqualTo(202);

        notice(uid);
        assertThat(client.get(path).status()).isEqualTo(410);
        deletion.assertToldOnce();
    }

    @Test
    void aVideoThatStreamDoesNotKnowYetIsNotLost() {
        stream.misbehave("{\"seed\":6,\"webhook\":{\"drop\":1},\"state\":{\"missingMs\":6000}}");
        var uid = uploaded(Publisher.anyone(), "{}");

        for (var look = 0; look < 3; look++) {
            assertThat(stream.video(uid).status()).isEqualTo(404);
            assertThat(recheck(uid).status()).isEqualTo(202);
        }

        await().atMost(SOON).until(() -> stream.video(uid).status() == 200);
        assertThat(client.get("/v1/videos/" + uid).text("status")).isEqualTo("pending_upload");
        await().atMost(SOON)
                .until(() -> stream.video(uid).json().at("/result/readyToStream").asBoolean());
        assertThat(recheck(uid).status()).isEqualTo(202);
        client.await(uid, "ready");
    }

    /** With a client that others wrote, as an app would use the link. */
    @Test
    void aVideoInPiecesBecomesReady() throws Exception {
        var publisher = Publisher.anyone();
        var file = Clips.brief();
        var body = "{\"upload\":\"tus\",\"size\":%d}".formatted(Files.size(file));
        var ticket = client.ticket(publisher, body);
        assertThat(ticket.text("upload")).isEqualTo("tus");
        var link = URI.create(ticket.text("uploadURL")).toURL();

        var upload = new TusUpload(file.toFile());
        var uploader = new TusClient().beginOrResumeUploadFromURL(upload, link);
        uploader.setChunkSize(5_242_880);
        while (uploader.uploadChunk() > -1) {
            // The next one.
        }
        uploader.finish();

        client.await(ticket.text("uid"), "ready");
    }

    @Test
    void callsThatFailAfterTheirEffectLeaveNothingBehind() {
        var publisher = Publisher.anyone();
        stream.misbehave("{\"seed\":4,\"api\":{\"resetAfterEffect\":0.3}}");
        var ticket = insistOnTicket(publisher);
        var uid = ticket.text("uid");
        client.upload(ticket.text("uploadURL"), Clips.brief());
        client.await(uid, "ready");

        assertThat(client.delete("/v1/videos/" + uid, publisher).status()).isEqualTo(202);

        await().atMost(A_CHECK_LATER).until(() -> client.get("/v1/videos/" + uid).status() == 410);
        stream.behave();
        assertThat(stream.video(uid).status()).isEqualTo(404);
        // Neither this video nor a ticket of a try whose answer was lost.
        await().atMost(A_CHECK_LATER)
                .until(() -> stream.ofCreator(ticket.text("owner")).size() == 0);
    }

    /** Stream fails too often for one request: the same is made again, as clients do. */
    private Answer insistOnTicket(Publisher publisher) {
        var key = vineId(publisher);
        for (var attempt = 0; attempt < 20; attempt++) {
            var answer =
                    client.postUntilAnswered(
                            "/v1/videos",
                            "{}",
                            "Authorization",
                            publisher.authorization("POST", client.url("/v1/videos"), "{}"),
                            "Idempotency-Key",
                            key);
            if (answer.status() == 201) {
                return answer;
            }
            assertThat(answer.status()).as("%s", answer).isEqualTo(502);
        }
        throw new AssertionError("Stream did not make a ticket in 20 tries");
    }

    @Test
    void operatorsSeeAndMoveWhatWaits() {
        var unknown = "0123456789abcdef0123456789abcdef";
        notice(unknown);
        var internal = service.internalUrl();

        assertThat(client.fetch(internal + "/internal/parked-notices").status()).isEqualTo(401);
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(internal("/internal/parked-notices")).contains(unknown));
        assertThat(internal("/internal/stuck-videos")).startsWith("{");
        assertThat(internal("/internal/governor")).contains("limit");

        stream.misbehave("{\"seed\":5,\"webhook\":{\"drop\":1}}");
        var uid = uploaded(Publisher.anyone(), "{}");
        await().atMost(SOON)
                .until(() -> stream.video(uid).json().at("/result/readyToStream").asBoolean());
        var recheck = recheck(uid);
        assertThat(recheck.status()).as("%s", recheck).isEqualTo(202);
        await().atMost(Duration.ofSeconds(5))
                .until(() -> client.get("/v1/videos/" + uid).text("status").equals("ready"));
    }

    private Answer recheck(String uid) {
        return client.send(
                "POST",
                service.internalUrl() + "/internal/videos/" + uid + "/recheck",
                "",
                "Authorization",
                "Bearer " + RunningService.INTERNAL_TOKEN);
    }

    private String internal(String path) {
        var answer =
                client.fetch(
                        service.internalUrl() + path,
                        "Authorization",
                        "Bearer " + RunningService.INTERNAL_TOKEN);
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        return answer.response().body();
    }

    private String uploaded(Publisher publisher, String body) {
        var ticket = client.ticket(publisher, body);
        assertThat(client.upload(ticket.text("uploadURL"), Clips.brief()).status()).isEqualTo(200);
        return ticket.text("uid");
    }

    private void notice(String uid) {
        var notice = StreamWebhook.notice(uid, "ready", true);
        var signature =
                StreamWebhook.signature(RunningService.WEBHOOK_SECRET, Instant.now(), notice);
        var answer = client.post(StreamWebhook.PATH, notice, StreamWebhook.HEADER, signature);
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    }

    private static String vineId(Publisher publisher) {
        return "life-" + publisher.secretKey().substring(0, 20);
    }
}
