package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import video.divine.media.simulator.downloads.DownloadKind;
import video.divine.media.simulator.downloads.Downloads;
import video.divine.media.simulator.ffmpeg.Ffmpeg;
import video.divine.media.simulator.video.VideoCatalogue;
import video.divine.media.simulator.video.VideoFiles;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

class DownloadsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir static Path directory;
    private static StreamSimulator simulator;
    private static Client client;
    private static String uid = "";

    @BeforeAll
    static void start() {
        simulator = Simulators.start(directory.resolve("shared"));
        client = new Client(simulator);
        uid = client.process(TestVideos.square(2)).path("uid").asString();
    }

    @BeforeEach
    void noDownloads() {
        client.delete("/" + uid + "/downloads");
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    @Test
    void thereIsNoFileUntilItIsAskedFor() {
        assertThat(client.get(path("")).result().toString()).isEqualTo("{}");
        assertThat(client.fetch(file("default.mp4")).statusCode()).isEqualTo(404);
        assertThat(client.fetch(file("audio.m4a")).statusCode()).isEqualTo(404);
        assertThat(client.delete(path("")).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/default"})
    void whatIsAskedForIsMadeAndThenIsThere(String kind) throws IOException {
        var asked = client.post(path(kind), "").result();

        assertThat(asked.propertyNames()).containsExactly("default");
        assertThat(asked.at("/default/status").asString()).isIn("inprogress", "ready");
        assertThat(asked.at("/default/url").asString()).isEqualTo(file("default.mp4").toString());
        assertThat(asked.at("/default/percentComplete").isNumber()).isTrue();

        var ready = await(client, uid, "default");
        assertThat(ready.path("status").asString()).isEqualTo("ready");
        assertThat(ready.path("percentComplete").asDouble()).isEqualTo(100);

        var answer = client.fetch(file("default.mp4"));
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("video/mp4");
        assertThat(answer.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"default.mp4\"");
        assertThat(answer.body()).isNotEqualTo(TestVideos.bytes(TestVideos.square(2)));
        assertThat(codecs(answer)).containsExactlyInAnyOrder("h264", "aac");
    }

    @Test
    void theSoundIsAFileOfItsOwn() throws IOException {
        client.post(path("/audio"), "").result();
        client.post(path("/audio"), "").result();

        assertThat(await(client, uid, "audio").path("status").asString()).isEqualTo("ready");
        assertThat(client.get(path("")).result().propertyNames()).containsExactly("audio");
        var answer = client.fetch(file("audio.m4a"));
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("audio/mp4");
        assertThat(codecs(answer)).containsExactly("aac");
        assertThat(client.fetch(file("default.mp4")).statusCode()).isEqualTo(404);
    }

    @Test
    void aVideoWithoutSoundHasNoSoundToDownload() throws IOException {
        var silent = client.process(TestVideos.oddAndSilent()).path("uid").asString();
        client.post("/" + silent + "/downloads/audio", "").result();
        client.post("/" + silent + "/downloads", "").result();

        assertThat(await(client, silent, "audio").path("status").asString()).isEqualTo("error");
        assertThat(await(client, silent, "default").path("status").asString()).isEqualTo("ready");
    }

    @ParameterizedTest
    @CsvSource({
        "my-file_1, 200, my-file_1.mp4",
        "a.b, 400, ''",
        "'', 400, ''",
        "a%22b, 400, ''",
        "..%2Fa, 400, ''"
    })
    void theNameMayBeChosen(String name, int status, String saved) {
        client.post(path(""), "").result();
        await(client, uid, "default");

        var answer = client.fetch(URI.create(file("default.mp4") + "?filename=" + name));

        assertThat(answer.statusCode()).isEqualTo(status);
        if (status == 200) {
            assertThat(answer.headers().firstValue("Content-Disposition"))
                    .hasValue("attachment; filename=\"" + saved + "\"");
        }
    }

    @Test
    void aNameHasAtMostAHundredAndTwentyCharacters() {
        client.post(path(""), "").result();
        await(client, uid, "default");
        var named = file("default.mp4") + "?filename=";

        assertThat(client.fetch(URI.create(named + "a".repeat(120))).statusCode()).isEqualTo(200);
        assertThat(client.fetch(URI.create(named + "a".repeat(121))).statusCode()).isEqualTo(400);
    }

    @Test
    void aRangeCanBeFetched() {
        client.post(path(""), "").result();
        await(client, uid, "default");

        var part =
                Client.fetch(
                        HttpRequest.newBuilder(file("default.mp4")).header("Range", "bytes=4-7"));

        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("ftyp".getBytes(UTF_8));
    }

    @Test
    void whatIsTakenBackIsGone() {
        client.post(path(""), "").result();
        client.post(path("/audio"), "").result();
        await(client, uid, "default");
        await(client, uid, "audio");

        assertThat(client.delete(path("/default")).statusCode()).isEqualTo(200);
        assertThat(client.fetch(file("default.mp4")).statusCode()).isEqualTo(404);
        assertThat(client.fetch(file("audio.m4a")).statusCode()).isEqualTo(200);
        assertThat(client.delete(path("")).statusCode()).isEqualTo(200);
        assertThat(client.fetch(file("audio.m4a")).statusCode()).isEqualTo(404);
        assertThat(client.get(path("")).result()).isEmpty();
    }

    @Test
    void aPrivateVideoIsDownloadedWithATokenThatSaysSo() {
        client.post(path(""), "").result();
        await(client, uid, "default");
        client.post("/" + uid, "{\"requireSignedURLs\":true}").result();
        try {
            assertThat(client.fetch(file("default.mp4")).statusCode()).isEqualTo(401);
            assertThat(client.fetch(file(token("{}"), "default.mp4")).statusCode()).isEqualTo(403);
            assertThat(
                            client.fetch(file(token("{\"downloadable\":true}"), "default.mp4"))
                                    .statusCode())
                    .isEqualTo(200);
        } finally {
            client.post("/" + uid, "{\"requireSignedURLs\":false}").result();
        }
        assertThat(client.fetch(file(token("{}"), "default.mp4")).statusCode()).isEqualTo(200);
    }

    @Test
    void onlyWhatIsReadyCanBeDownloaded() {
        var pending = "/" + client.directUpload().uid() + "/downloads";

        assertThat(client.post(pending, "").code()).isEqualTo(10005);
        assertThat(client.get(pending).result()).isEmpty();
        assertThat(client.post(path("/other"), "").code()).isEqualTo(7003);
        assertThat(client.post("/" + "0".repeat(32) + "/downloads", "").code()).isEqualTo(10003);
        assertThat(client.get("/" + "0".repeat(32) + "/downloads").code()).isEqualTo(10003);
    }

    @Test
    void whatAStopInterruptsIsMadeAfterTheRestart() {
        var data = directory.resolve("restarted");
        var settings = Simulators.settings(data);
        String video;
        try (var first = Simulators.start(settings)) {
            video = new Client(first).process(TestVideos.square(6)).path("uid").asString();
        }
        try (var slow = Simulators.start(settings.withFfmpeg(Simulators.slowFfmpeg(directory)))) {
            var account = new Client(slow);
            account.post("/" + video + "/downloads", "").result();
            assertThat(download(account, video, "default").path("status").asString())
                    .isEqualTo("inprogress");
            var file = URI.create(slow.baseUri() + "/" + video + "/downloads/default.mp4");
            assertThat(account.fetch(file).statusCode()).isEqualTo(404);
        }
        try (var again = Simulators.start(settings)) {
            assertThat(await(new Client(again), video, "default").path("status").asString())
                    .isEqualTo("ready");
        }
        try (var later = Simulators.start(settings)) {
            var file = URI.create(later.baseUri() + "/" + video + "/downloads/default.mp4");
            assertThat(new Client(later).fetch(file).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whatIsTakenBackWhileItIsMadeCanBeAskedForAgain() {
        var data = directory.resolve("again");
        String video;
        try (var first = Simulators.start(data)) {
            video = new Client(first).process(TestVideos.square(2)).path("uid").asString();
        }
        try (var slow =
                Simulators.start(
                        Simulators.settings(data).withFfmpeg(Simulators.slowFfmpeg(directory)))) {
            var account = new Client(slow);
            account.post("/" + video + "/downloads", "").result();
            account.delete("/" + video + "/downloads");
            assertThat(account.get("/" + video + "/downloads").result()).isEmpty();
            account.post("/" + video + "/downloads", "").result();

            assertThat(await(account, video, "default").path("status").asString())
                    .isEqualTo("ready");
        }
    }

    @Test
    void aDeletedVideoLeavesNothingOfItsDownloads() {
        var data = directory.resolve("deleted");
        String video;
        try (var first = Simulators.start(data)) {
            video = new Client(first).process(TestVideos.square(6)).path("uid").asString();
        }
        try (var slow =
                Simulators.start(
                        Simulators.settings(data).withFfmpeg(Simulators.slowFfmpeg(directory)))) {
            var account = new Client(slow);
            account.post("/" + video + "/downloads", "").result();
            account.delete("/" + video);
        }
        Simulators.start(data).close();
        assertThat(data.resolve("media")).isEmptyDirectory();
    }

    /** Deleted between the look at it and the work. */
    @Test
    void aVideoThatIsGoneGetsNoFolder() throws IOException {
        var data = directory.resolve("gone");
        var files = VideoFiles.open(data);
        var catalogue = VideoCatalogue.load(files, InstantSource.system());
        try (var downloads = new Downloads(catalogue, files, TestVideos.ffmpeg())) {
            downloads.enable("0".repeat(32), DownloadKind.DEFAULT);

            assertThat(downloads.list("0".repeat(32))).isEmpty();
        }
        assertThat(data.resolve("media")).isEmptyDirectory();
    }

    /** Whatever goes wrong, somebody waits for its end. */
    @Test
    void aFaultOfOurOwnEndsInAnError() throws IOException {
        var data = directory.resolve("broken");
        String video;
        try (var first = Simulators.start(data)) {
            video = new Client(first).process(TestVideos.square(2)).path("uid").asString();
        }
        var real = TestVideos.ffmpeg();
        var unusable =
                new Ffmpeg(
                        real.ffmpeg(), real.ffprobe(), Map.of("no=name", ""), real.h264Encoder());
        try (var broken = Simulators.start(Simulators.settings(data).withFfmpeg(unusable))) {
            var account = new Client(broken);
            account.post("/" + video + "/downloads", "").result();

            assertThat(await(account, video, "default").path("status").asString())
                    .isEqualTo("error");
        }
    }

    private static String token(String body) {
        return client.post("/" + uid + "/token", body).result().path("token").asString();
    }

    private static String path(String rest) {
        return "/" + uid + "/downloads" + rest;
    }

    private static URI file(String name) {
        return file(uid, name);
    }

    private static URI file(String video, String name) {
        return URI.create(simulator.baseUri() + "/" + video + "/downloads/" + name);
    }

    private static JsonNode download(Client account, String video, String kind) {
        return account.get("/" + video + "/downloads").result().path(kind);
    }

    private static JsonNode await(Client account, String video, String kind) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            var download = download(account, video, kind);
            if (!download.path("status").asString().equals("inprogress")) {
                return download;
            }
            assertThat(download.path("percentComplete").asDouble()).isBetween(0.0, 100.0);
            Client.pause();
        }
        throw new AssertionError("not within " + PATIENCE);
    }

    private static List<String> codecs(HttpResponse<byte[]> answer) throws IOException {
        assertThat(answer.statusCode()).isEqualTo(200);
        var file = Files.write(directory.resolve("downloaded"), answer.body());
        var output = new StringJoiner("\n");
        var result =
                TestVideos.ffmpeg()
                        .probe(
                                List.of(
                                        "-v",
                                        "error",
                                        "-show_streams",
                                        "-of",
                                        "json",
                                        "-i",
                                        file.toString()),
                                Duration.ofSeconds(30),
                                output::add);
        assertThat(result.succeeded()).as(result.errors()).isTrue();
        return JsonMapper.builder()
                .build()
                .readTree(output.toString())
                .path("streams")
                .valueStream()
                .map(stream -> stream.path("codec_name").asString())
                .toList();
    }
}
