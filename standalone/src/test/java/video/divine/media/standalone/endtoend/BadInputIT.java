package video.divine.media.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static video.divine.media.standalone.endtoend.StreamWebhook.notice;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import video.divine.media.avro.RecordNotice;
import video.divine.media.avro.StreamNotice;
import video.divine.media.avro.VideoCommand;
import video.divine.media.processor.runtime.DeadLetters;
import video.divine.media.schemas.MediaTopic;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.StreamSupport;

/** What comes from outside and is wrong: refused clearly, and nothing is left half-written. */
@ExtendWith(SharedService.class)
class BadInputIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private final RunningService service;
    private final MediaClient client;

    BadInputIT(RunningService service) {
        this.service = service;
        client = service.client();
    }

    @Test
    void webhooksThatNobodySignedChangeNothing() {
        var uid = client.ticket(Publisher.anyone(), "{}").text("uid");
        var body = notice(uid, "ready", true);
        var now = Instant.now();
        var good = signature(now, body);

        assertThat(client.post(StreamWebhook.PATH, body).status()).isEqualTo(400);
        assertThat(client.post(StreamWebhook.PATH, body, StreamWebhook.HEADER, "garbled").status())
                .isEqualTo(400);
        var wrong = StreamWebhook.signature("another secret", now, body);
        assertRefused(client.post(StreamWebhook.PATH, body, StreamWebhook.HEADER, wrong));
        var old = signature(now.minusSeconds(301), body);
        assertRefused(client.post(StreamWebhook.PATH, body, StreamWebhook.HEADER, old));
        var flipped = body.replace("480", "481");
        assertRefused(client.post(StreamWebhook.PATH, flipped, StreamWebhook.HEADER, good));
        assertThat(
                        client.post(
                                        StreamWebhook.PATH,
                                        body,
                                        "x-webhook-secret",
                                        RunningService.WEBHOOK_SECRET)
                                .status())
                .isEqualTo(400);

        assertThat(client.get("/v1/videos/" + uid).text("status")).isEqualTo("pending_upload");
    }

    @Test
    void noticesOutOfOrderAndTwiceEndInOneReadyVideo() {
        var publisher = Publisher.anyone();
        var uid = client.ticket(publisher, "{}").text("uid");

        accept(notice(uid, "inprogress", false));
        client.await(uid, "processing");
        accept(notice(uid, "ready", true));
        client.await(uid, "ready");
        accept(notice(uid, "queued", false));
        accept(notice(uid, "ready", true));
        accept(notice(uid, "inprogress", false));
        accept(notice(uid, "error", false));

        // The last of them contradicts, which is kept: once it is there, all of them were decided.
        await().atMost(SOON)
                .until(
                        () ->
                                client.get("/v1/videos/" + uid + "/history", publisher)
                                        .response()
                                        .body()
                                        .contains("notice_disregarded"));
        assertThat(client.get("/v1/videos/" + uid).text("status")).isEqualTo("ready");
        assertThat(announcements(uid)).isEqualTo(1);
    }

    @Test
    void aNoticeOfAnUnknownVideoIsTakenAndShownToNobody() {
        var uid = "f".repeat(32);

        accept(notice(uid, "ready", true));
        // What comes after it in its partition is a dead letter by now, so it was decided.
        var behind = service.topics().write(MediaTopic.VIDEO_COMMANDS, uid, new byte[] {1});
        await().atMost(SOON).untilAsserted(() -> assertThat(deadLetters(behind)).hasSize(1));

        assertThat(client.get("/v1/videos/" + uid).status()).isEqualTo(404);
        assertThat(announcements(uid)).isZero();
    }

    @Test
    void onlyTheOwnerDeletes() {
        var publisher = Publisher.anyone();
        var video = "/v1/videos/" + client.ticket(publisher, "{}").text("uid");

        assertThat(client.delete(video, Publisher.anyone()).status()).isEqualTo(403);
        assertThat(client.get(video).text("status")).isEqualTo("pending_upload");
        assertThat(client.delete(video, publisher).status()).isEqualTo(202);
        // Stream's copy goes behind it: then the video is gone, and its status a deleted one's.
        assertThat(client.get(video).text("status")).isIn("deleting", "deleted");
        assertThat(client.delete(video, publisher).status()).isEqualTo(202);
        assertThat(client.delete("/v1/videos/" + "f".repeat(32), publisher).status())
                .isEqualTo(404);
    }

    @Test
    void garbageAmongTheCommandsGoesToTheDeadLettersAndStopsNobody() {
        var publisher = Publisher.anyone();
        var ticket = client.ticket(publisher, "{}");
        var uid = ticket.text("uid");
        var topics = service.topics();

        for (var garbage :
                List.of(
                        "no Avro at all".getBytes(UTF_8),
                        new byte[0],
                        new byte[] {0, 0, 0, 0, 1, 42},
                        new byte[] {0, 0x7f, 0, 0, 0, 1},
                        topics.bytes(MediaTopic.VIDEO_COMMANDS, endlessError(uid)),
                        // As large as a broker takes: with its headers, the letter is larger.
                        new byte[1_048_400])) {
            var place = topics.write(MediaTopic.VIDEO_COMMANDS, uid, garbage);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(deadLetters(place)).containsExactly(garbage));
        }
        var empty = topics.write(MediaTopic.VIDEO_COMMANDS, uid, null);
        await().atMost(SOON).untilAsserted(() -> assertThat(deadLetters(empty)).hasSize(1));
        var claims = topics.write(MediaTopic.CLAIM_COMMANDS, "x", new byte[] {1, 2, 3});
        await().atMost(SOON).untilAsserted(() -> assertThat(deadLetters(claims)).hasSize(1));

        client.upload(ticket.text("uploadURL"), Clips.brief());
        client.await(uid, "ready");
    }

    @Test
    void aRequestThatIsRefusedTakesNoSlotAndNoAlias() {
        ClockHour.awaitEnough();
        var publisher = Publisher.anyone();
        var vineId = "refused-" + publisher.secretKey().substring(0, 20);
        var good = "{\"vineId\":\"%s\"}".formatted(vineId);

        assertThat(client.post("/v1/videos", good).status()).isEqualTo(401);
        var otherHost = publisher.authorization("POST", "http://example.com/v1/videos", good);
        assertThat(client.post("/v1/videos", good, "Authorization", otherHost).status())
                .isEqualTo(403);
        var otherBody = publisher.authorization("POST", client.url("/v1/videos"), "{}");
        assertThat(client.post("/v1/videos", good, "Authorization", otherBody).status())
                .isEqualTo(403);
        var anHourAgo = InstantSource.fixed(Instant.now().minus(Duration.ofHours(1)));
        var old = publisher.authorization(anHourAgo, "POST", client.url("/v1/videos"), good);
        assertThat(client.post("/v1/videos", good, "Authorization", old).status()).isEqualTo(403);
        for (var bad :
                List.of(
                        "{\"vineId\":\"%s\",\"vineId\":\"x\"}".formatted(vineId),
                        "{\"vineId\":\"%s\",\"sha256\":\"abc\"}".formatted(vineId),
                        "{\"vineId\":\"%s\",\"meta\":[]}".formatted(vineId),
                        "{\"vineId\":7}",
                        "[]",
                        "{")) {
            var answer = client.post("/v1/videos", bad, publisher);
            assertThat(answer.status()).as("%s: %s", bad, answer).isEqualTo(400);
            assertThat(answer.text("error")).isEqualTo("bad_request");
            assertThat(answer.text("reason")).isNotEmpty();
        }
        var large = "{\"vineId\":\"%s\",\"x\":\"%s\"}".formatted(vineId, "x".repeat(65_536));
        assertThat(client.post("/v1/videos", large, publisher).status()).isEqualTo(413);

        var owner = client.ticket(publisher, good).text("owner");
        assertThat(client.get("/v1/users/" + owner + "/quota").json().path("used").asInt())
                .isEqualTo(1);
    }

    /** It can be read, but no row could hold it twice. */
    private static VideoCommand endlessError(String uid) {
        var notice =
                StreamNotice.newBuilder()
                        .setState("error")
                        .setReadyToStream(false)
                        .setErrorText("x".repeat(890_000))
                        .build();
        return new VideoCommand(uid, null, new RecordNotice(notice));
    }

    private void accept(String body) {
        var answer =
                client.post(
                        StreamWebhook.PATH,
                        body,
                        StreamWebhook.HEADER,
                        signature(Instant.now(), body));
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        assertThat(answer.json().path("ok").asBoolean()).isTrue();
    }

    private static void assertRefused(Answer answer) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(403);
        assertThat(answer.text("reason")).isEqualTo("invalid_webhook_signature");
    }

    private long announcements(String uid) {
        return service.topics().readBytes(MediaTopic.VIDEO_READY).stream()
                .filter(it -> it.key().equals(uid))
                .count();
    }

    /** The dead letters that name this place, each with a reason. */
    private List<byte[]> deadLetters(Topics.Place place) {
        return service.topics().readBytes(MediaTopic.DEAD_LETTERS).stream()
                .filter(
                        it ->
                                text(it.headers(), DeadLetters.TOPIC_HEADER).equals(place.topic())
                                        && text(it.headers(), DeadLetters.PARTITION_HEADER)
                                                .equals(String.valueOf(place.partition()))
                                        && text(it.headers(), DeadLetters.OFFSET_HEADER)
                                                .equals(String.valueOf(place.offset()))
                                        && !text(it.headers(), DeadLetters.REASON_HEADER).isEmpty())
                .map(it -> it.value())
                .toList();
    }

    private static String text(Headers headers, String name) {
        return StreamSupport.stream(headers.headers(name).spliterator(), false)
                .map(it -> new String(it.value(), UTF_8))
                .findFirst()
                .orElse("");
    }

    private static String signature(Instant time, String body) {
        return StreamWebhook.signature(RunningService.WEBHOOK_SECRET, time, body);
    }
}
