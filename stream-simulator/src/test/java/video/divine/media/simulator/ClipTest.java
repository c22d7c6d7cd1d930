package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

class ClipTest {
    @TempDir static Path directory;
    private static StreamSimulator simulator;
    private static Client client;

    /** Of six seconds. */
    private static String uid = "";

    @BeforeAll
    static void start() {
        simulator = Simulators.start(directory.resolve("shared"));
        client = new Client(simulator);
        uid = client.process(TestVideos.square(6)).path("uid").asString();
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    @Test
    void aClipIsANewVideoOfThatLength() {
        var queued = client.post("/clip", body(1, 3)).result();

        assertThat(queued.path("uid").asString()).matches("[0-9a-f]{32}").isNotEqualTo(uid);
        assertThat(queued.path("clippedFrom").asString()).isEqualTo(uid);
        assertThat(Client.state(queued)).isEqualTo("queued");
        assertThat(queued.path("readyToStream").asBoolean()).isFalse();
        assertThat(queued.path("uploaded").isNull()).isFalse();

        var ready = client.awaitEnd(queued.path("uid").asString());

        assertThat(Client.state(ready)).as(ready.toString()).isEqualTo("ready");
        assertThat(ready.path("clippedFrom").asString()).isEqualTo(uid);
        assertThat(ready.path("duration").asDouble()).isBetween(1.95, 2.05);
        assertThat(ready.at("/input/width").asInt()).isEqualTo(480);
        assertThat(ready.path("size").asLong()).isPositive();
        var hls = client.fetch(URI.create(ready.at("/playback/hls").asString()));
        assertThat(hls.statusCode()).isEqualTo(200);
        assertThat(client.video(uid).path("clippedFrom").isNull()).isTrue();
    }

    @Test
    void aClipHasItsOwnSettings() {
        var time = Instant.now().plus(40, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        var original = client.process(TestVideos.square(2)).path("uid").asString();
        client.post(
                        "/" + original,
                        "{\"scheduledDeletion\":\"%s\",\"requireSignedURLs\":true,\"creator\":\"a\"}"
                                .formatted(time))
                .result();

        var plain =
                client.post(
                                "/clip",
                                "{\"clippedFromVideoUID\":\"%s\",\"startTimeSeconds\":0,\"endTimeSeconds\":1}"
                                        .formatted(original))
                        .result();
        var detailed =
                client.post(
                                "/clip",
                                """
                                {"clippedFromVideoUID":"%s","startTimeSeconds":0,"endTimeSeconds":1,
                                 "meta":{"name":"part"},"creator":"b","requireSignedURLs":true,
                                 "allowedOrigins":["a.example"],"thumbnailTimestampPct":0.5,
                                 "maxDurationSeconds":60,"scheduledDeletion":"%s"}
                                """
                                        .formatted(original, time))
                        .result();

        assertThat(plain.path("scheduledDeletion").isNull()).isTrue();
        assertThat(plain.path("requireSignedURLs").asBoolean()).isFalse();
        assertThat(plain.path("creator").isNull()).isTrue();
        assertThat(plain.path("meta").toString()).isEqualTo("{}");
        assertThat(detailed.at("/meta/name").asString()).isEqualTo("part");
        assertThat(detailed.path("creator").asString()).isEqualTo("b");
        assertThat(detailed.path("requireSignedURLs").asBoolean()).isTrue();
        assertThat(detailed.path("allowedOrigins").toString()).isEqualTo("[\"a.example\"]");
        assertThat(detailed.path("thumbnailTimestampPct").asDouble()).isEqualTo(0.5);
        assertThat(detailed.path("maxDurationSeconds").asInt()).isEqualTo(60);
        assertThat(Instant.parse(detailed.path("scheduledDeletion").asString())).isEqualTo(time);
    }

    @Test
    void theCreatorMayBeNamedInAHeader() {
        var clip =
                client.send(
                        client.authorized(client.stream("/clip"))
                                .header("Upload-Creator", "alice")
                                .POST(BodyPublishers.ofString(body(0, 1))));

        assertThat(clip.result().path("creator").asString()).isEqualTo("alice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"clippedFromVideoUID\":\"%s\"}",
                "{\"clippedFromVideoUID\":\"%s\",\"startTimeSeconds\":0}",
                "{\"clippedFromVideoUID\":\"%s\",\"startTimeSeconds\":-1,\"endTimeSeconds\":1}",
                "{\"clippedFromVideoUID\":\"%s\",\"startTimeSeconds\":2,\"endTimeSeconds\":2}",
                "{\"clippedFromVideoUID\":\"%s\",\"startTimeSeconds\":3,\"endTimeSeconds\":2}",
                "{\"clippedFromVideoUID\":\"%s\",\"startTimeSeconds\":0.5,\"endTimeSeconds\":2}",
                "{\"clippedFromVideoUID\":\"%s\",\"startTimeSeconds\":\"0\",\"endTimeSeconds\":2}",
                "{\"clippedFromVideoUID\":\"%s\",\"startTimeSeconds\":5,\"endTimeSeconds\":8}",
                "{\"clippedFromVideoUID\":\"%s\",\"startTimeSeconds\":90,\"endTimeSeconds\":91}",
                "{\"clippedFromVideoUID\":\"%s\",\"startTimeSeconds\":0,\"endTimeSeconds\":1,"
                        + "\"thumbnailTimestampPct\":2}"
            })
    void timesHaveToLieWithinTheVideo(String body) {
        var before = client.get("").result().size();

        var answer = client.post("/clip", body.formatted(uid));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo(10005);
        assertThat(client.get("").result()).hasSize(before);
    }

    @Test
    void onlyAVideoThatIsReadyCanBeClipped() {
        var pending = client.directUpload().uid();

        assertThat(client.post("/clip", body(0, 1).replace(uid, pending)).code()).isEqualTo(10005);
        assertThat(client.post("/clip", body(0, 1).replace(uid, "0".repeat(32))).code())
                .isEqualTo(10003);
    }

    @Test
    void aClipOutlivesItsOriginalAndARestart() {
        var data = directory.resolve("restarted");
        var settings = Simulators.settings(data);
        String original;
        String clip;
        try (var first = Simulators.start(settings)) {
            original = new Client(first).process(TestVideos.square(6)).path("uid").asString();
        }
        try (var slow = Simulators.start(settings.withFfmpeg(Simulators.slowFfmpeg(directory)))) {
            var account = new Client(slow);
            clip =
                    account.post("/clip", body(1, 5).replace(uid, original))
                            .result()
                            .path("uid")
                            .asString();
            account.delete("/" + original);
        }
        try (var second = Simulators.start(settings)) {
            var video = new Client(second).awaitEnd(clip);

            assertThat(Client.state(video)).as(video.toString()).isEqualTo("ready");
            assertThat(video.path("duration").asDouble()).isBetween(3.95, 4.05);
            assertThat(video.path("clippedFrom").asString()).isEqualTo(original);
            assertThat(data.resolve("media").resolve(clip))
                    .isDirectoryNotContaining("glob:**/{uncut,work*}");
        }
    }

    private static String body(int start, int end) {
        return "{\"clippedFromVideoUID\":\"%s\",\"startTimeSeconds\":%d,\"endTimeSeconds\":%d}"
                .formatted(uid, start, end);
    }
}
