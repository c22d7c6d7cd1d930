package video.divine.media.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.util.stream.Collectors.toCollection;

import org.apache.avro.Schema;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import video.divine.media.avro.VideoEvent;
import video.divine.media.schemas.MediaTopic;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** Nostr and Kafka clients that others wrote, as npm has them, with the settings they come with. */
@ExtendWith({NeedsNode.class, SharedService.class})
class JavaScriptClientsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Of the video in a topic, by that of the API. */
    private static final Map<String, String> FIELDS =
            Map.of(
                    "uid", "uid",
                    "owner", "owner",
                    "sha256", "sha256",
                    "vineId", "vineId",
                    "originalUrl", "originalUrl",
                    "hlsUrl", "hls",
                    "dashUrl", "dash",
                    "thumbnailUrl", "thumbnail");

    private static final List<String> MEASURES = List.of("duration", "size", "width", "height");

    private static final Map<String, String> ALIAS_KINDS =
            Map.of("SHA256", "sha256", "VINE_ID", "vineId", "ORIGINAL_URL", "originalUrl");

    /** Bytes: a long that no int can hold is decoded, too. */
    private static final long BEYOND_AN_INT = 5_000_000_000L;

    private final RunningService service;
    private final MediaClient client;

    JavaScriptClientsIT(RunningService service) {
        this.service = service;
        client = service.client();
    }

    @BeforeAll
    static void installs() {
        Node.install();
    }

    /** The script takes the video through the API; the topics must then tell the same. */
    @ParameterizedTest
    @ValueSource(strings = {"nostr-tools", "nostrify"})
    void whatAClientPublishesIsDecodedDownstream(String library) {
        var published = Node.run("publish.js", library, service.apiUrl(), Clips.brief().toString());
        var uid = published.path("uid").asString();
        var video = client.get("/v1/videos/" + uid);
        assertThat(video.text("owner")).isEqualTo(published.path("pubkey").asString());

        var records = DecodedRecords.of(service.topics(), uid);

        assertReady(records, video);
        assertThat(records.of(MediaTopic.VIDEO_FAILED, uid)).isEmpty();
    }

    /** Of all kinds but an upload that did not come, which takes minutes. */
    @Test
    void everyKindOfRecordIsDecodedDownstream(@TempDir Path files) throws Exception {
        var publisher = Publisher.anyone();
        var told = ticket(publisher, "told").text("uid");
        tellAllOf(told, publisher);
        var failed = ticket(publisher, "failed");
        var text = Files.writeString(files.resolve("text.mp4"), "this is no video\n".repeat(99));
        client.upload(failed.text("uploadURL"), text);
        var deleted = ticket(publisher, "deleted");
        client.upload(deleted.text("uploadURL"), Clips.brief());
        var gone = deleted.text("uid");
        var last = client.await(gone, "ready");
        assertThat(client.delete("/v1/videos/" + gone, publisher).status()).isEqualTo(202);
        await().atMost(PATIENCE).until(() -> client.get("/v1/videos/" + gone).status() == 410);
        var failure = client.await(failed.text("uid"), "failed");

        var records = DecodedRecords.of(service.topics(), told, failure.text("uid"), gone);

        assertReady(records, client.get("/v1/videos/" + told));
        assertFailed(records, failure);
        assertAnnounced(records, last);
        assertThat(records.of(MediaTopic.VIDEOS, gone).getLast().isNull()).isTrue();
        var kinds = new TreeSet<String>();
        for (var uid : List.of(told, failure.text("uid"), gone)) {
            kinds.addAll(assertEvents(records, uid, publisher));
        }
        var all =
                VideoEvent.getClassSchema().getField("body").schema().getTypes().stream()
                        .map(Schema::getFullName)
                        .collect(toCollection(TreeSet::new));
        all.remove("video.divine.media.avro.UploadExpired");
        assertThat(kinds).isEqualTo(all);
    }

    private Answer ticket(Publisher publisher, String name) {
        return client.ticket(
                publisher,
                "{\"vineId\":\"%s-%s\",\"meta\":{\"title\":\"Schleife ∞ 🎬\"}}"
                        .formatted(name, publisher.secretKey().substring(0, 20)));
    }

    /** All that can be said of one video, in Stream's name: it plays, and then it cannot have. */
    private void tellAllOf(String uid, Publisher publisher) {
        tell(uid, false, "{'state':'inprogress','pctComplete':'12.5'}", 1);
        tell(uid, true, "{'state':'ready','pctComplete':'39'}", 2);
        tell(uid, true, "{'state':'ready','pctComplete':'100'}", 3);
        tell(uid, false, "{'state':'error','errorReasonCode':'ERR_MALFORMED_VIDEO'}", 4);
        var url = "{\"originalUrl\":\"https://example.com/%s?a=1&b=2\"}".formatted(uid);
        var aliases = client.post("/v1/videos/" + uid + "/aliases", url, publisher);
        assertThat(aliases.status()).as("%s", aliases).isEqualTo(200);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(history(uid, publisher))
                                        .extracting(it -> it.path("type").asString())
                                        .contains("notice_disregarded", "aliases_recorded"));
    }

    private void tell(String uid, boolean ready, String status, int step) {
        var notice =
                """
                {"uid":"%s","readyToStream":%s,"status":%s,\
                "modified":"2026-01-02T03:04:05.%03dZ","size":%d,"duration":5.25,\
                "input":{"width":480,"height":360},"meta":{},\
                "thumbnail":"https://stream.example/%s/thumbnail.jpg",\
                "playback":{"hls":"https://stream.example/%s/video.m3u8"}}"""
                        .formatted(
                                uid,
                                ready,
                                status.replace('\'', '"'),
                                step,
                                BEYOND_AN_INT + step,
                                uid,
                                uid);
        var signature =
                StreamWebhook.signature(RunningService.WEBHOOK_SECRET, Instant.now(), notice);
        var answer = client.post(StreamWebhook.PATH, notice, StreamWebhook.HEADER, signature);
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    }

    private List<JsonNode> history(String uid, Publisher publisher) {
        var history = client.get("/v1/videos/" + uid + "/history", publisher);
        assertThat(history.status()).as("%s", history).isEqualTo(200);
        return history.json().path("events").values().stream().toList();
    }

    private static void assertReady(DecodedRecords records, Answer video) {
        assertAnnounced(records, video);
        var latest = records.of(MediaTopic.VIDEOS, video.text("uid")).getLast();
        assertThat(latest.path("status").asString()).isEqualTo("READY");
        assertSame(latest, video);
        assertMeasured(latest, video);
        assertThat(latest.path("readyAt").asLong()).isPositive();
        assertThat(latest.path("error").isNull()).isTrue();
    }

    /** The announcement is older than what came later: aliases, and other measures. */
    private static void assertAnnounced(DecodedRecords records, Answer video) {
        var announced = records.of(MediaTopic.VIDEO_READY, video.text("uid"));
        assertThat(announced).hasSize(1);
        var ready = announced.getFirst();
        for (var field : List.of("uid", "owner", "vineId", "hlsUrl", "dashUrl", "thumbnailUrl")) {
            assertThat(text(ready, decoded(field))).isEqualTo(video.text(field));
        }
        assertThat(ready.path("createdAt").asLong()).isEqualTo(millis(video.json(), "createdAt"));
        assertThat(ready.path("duration").asDouble())
                .isEqualTo(video.json().path("duration").asDouble());
    }

    private static void assertFailed(DecodedRecords records, Answer video) {
        var uid = video.text("uid");
        assertThat(records.of(MediaTopic.VIDEO_READY, uid)).isEmpty();
        var told = records.of(MediaTopic.VIDEO_FAILED, uid);
        assertThat(told).hasSize(1);
        var failure = told.getFirst();
        for (var field : List.of("uid", "owner", "sha256", "vineId", "originalUrl")) {
            assertThat(text(failure, field)).isEqualTo(video.text(field));
        }
        assertThat(failure.path("createdAt").asLong()).isEqualTo(millis(video.json(), "createdAt"));
        assertThat(failure.path("error")).isEqualTo(video.json().path("error"));
        var latest = records.of(MediaTopic.VIDEOS, uid).getLast();
        assertThat(latest.path("status").asString()).isEqualTo("FAILED");
        assertSame(latest, video);
        assertThat(latest.path("error")).isEqualTo(video.json().path("error"));
        assertThat(latest.path("updatedAt")).isEqualTo(failure.path("failedAt"));
    }

    private static void assertSame(JsonNode record, Answer video) {
        FIELDS.forEach((api, field) -> assertThat(text(record, field)).isEqualTo(video.text(api)));
        assertThat(record.path("meta")).isEqualTo(video.json().path("meta"));
        assertThat(record.path("createdAt").asLong()).isEqualTo(millis(video.json(), "createdAt"));
    }

    private static void assertMeasured(JsonNode record, Answer video) {
        for (var measure : MEASURES) {
            assertThat(record.path(measure).asDouble())
                    .as(measure)
                    .isEqualTo(video.json().path(measure).asDouble());
        }
    }

    /** Event by event as the owner's history has them; answers what kinds there are. */
    private List<String> assertEvents(DecodedRecords records, String uid, Publisher publisher) {
        var events = records.of(MediaTopic.VIDEO_EVENTS, uid);
        var history = history(uid, publisher);
        assertThat(history).hasSizeGreaterThanOrEqualTo(events.size());
        for (var i = 0; i < events.size(); i++) {
            assertEvent(events.get(i), history.get(i), uid);
        }
        return events.stream().map(JavaScriptClientsIT::kind).toList();
    }

    private void assertEvent(JsonNode event, JsonNode told, String uid) {
        assertThat(event.path("uid").asString()).isEqualTo(uid);
        assertThat(event.path("sequence").asLong()).isEqualTo(told.path("sequence").asLong());
        assertThat(event.path("at").asLong()).isEqualTo(millis(told, "at"));
        var kind = kind(event);
        assertThat(underscored(kind)).isEqualTo(told.path("type").asString());
        var body = event.path("body").path(kind);
        assertThat(
                        body.path("aliases").values().stream()
                                .map(it -> ALIAS_KINDS.get(text(it, "kind")) + text(it, "value")))
                .containsExactlyElementsOf(
                        told.path("aliases").values().stream()
                                .map(it -> text(it, "field") + text(it, "value"))
                                .toList());
        var notice = body.path("notice");
        var said = told.path("notice");
        assertThat(notice.isObject()).isEqualTo(said.isObject());
        for (var field : List.of("state", "errorCode", "errorText")) {
            assertThat(text(notice, field)).isEqualTo(text(said, field));
        }
        assertThat(notice.path("percent").asDouble(0)).isEqualTo(said.path("percent").asDouble(0));
        if (said.has("modified")) {
            assertThat(notice.path("modified").asLong()).isEqualTo(millis(said, "modified"));
        }
    }

    /** A union of records has the name of the one that it is. */
    private static String kind(JsonNode event) {
        return event.path("body").propertyNames().iterator().next();
    }

    /** {@code VideoBecameReady} as {@code video_became_ready}. */
    private static String underscored(String kind) {
        return kind.substring(kind.lastIndexOf('.') + 1)
                .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                .toLowerCase(Locale.ROOT);
    }

    private static String decoded(String field) {
        return FIELDS.getOrDefault(field, field);
    }

    private static String text(JsonNode node, String member) {
        return node.path(member).asString("");
    }

    private static long millis(JsonNode node, String member) {
        return Instant.parse(text(node, member)).toEpochMilli();
    }
}
