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

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;

class CaptionsTest {
    private static final String HELLO = "WEBVTT\n\n00:00.000 --> 00:01.000\nHello ∞\n";

    @TempDir static Path directory;
    private static final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    private static StreamSimulator simulator;
    private static Client client;
    private static String uid = "";

    @BeforeAll
    static void start() {
        simulator = Simulators.start(settings(directory.resolve("shared")));
        client = new Client(simulator);
        uid = client.process(TestVideos.square(2)).path("uid").asString();
    }

    private static SimulatorSettings settings(Path data) {
        return Simulators.settings(data).withClock(() -> Instant.now().plus(ahead.get()));
    }

    @BeforeEach
    void noCaptions() {
        ahead.set(Duration.ZERO);
        client.get("/" + uid + "/captions")
                .result()
                .valueStream()
                .forEach(it -> client.delete("/" + uid + "/captions/" + language(it)));
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "; filename=\"x.vtt\""})
    void aFileIsTakenWithANameAndWithout(String filename) {
        var answer = upload("tr", HELLO.getBytes(UTF_8), filename).result();

        assertThat(answer.toString())
                .isEqualTo(
                        "{\"language\":\"tr\",\"label\":\"Türkçe\",\"generated\":false,"
                                + "\"status\":\"ready\"}");
        assertThat(client.get(path("tr")).result()).isEqualTo(answer);
        assertThat(client.get("/" + uid + "/captions").result().toString())
                .isEqualTo("[" + answer + "]");
        var vtt = Client.fetch(client.authorized(client.stream(path("tr") + "/vtt")));
        assertThat(vtt.headers().firstValue("Content-Type")).hasValue("text/vtt;charset=UTF-8");
        assertThat(new String(vtt.body(), UTF_8)).isEqualTo(HELLO);
    }

    @ParameterizedTest
    @CsvSource({"de, de, Deutsch", "EN, en, English", "pt-br, pt-BR, português (Brasil)"})
    void aLabelIsTheLanguagesOwnNameForItself(String asked, String tag, String label) {
        var answer = upload(asked, HELLO.getBytes(UTF_8), "").result();

        assertThat(language(answer)).isEqualTo(tag);
        assertThat(answer.path("label").asString()).isEqualTo(label);
    }

    @Test
    void aLanguageHasOneTrack() {
        upload("de", HELLO.getBytes(UTF_8), "").result();
        upload("de", "WEBVTT".getBytes(UTF_8), "").result();

        assertThat(client.get("/" + uid + "/captions").result()).hasSize(1);
        assertThat(vtt("de")).isEqualTo("WEBVTT");
    }

    @Test
    void aDeletedTrackIsGone() {
        upload("de", HELLO.getBytes(UTF_8), "").result();

        var deleted = client.delete(path("de"));

        assertThat(deleted.statusCode()).isEqualTo(200);
        assertThat(new String(deleted.body(), UTF_8)).contains("\"result\":\"\"");
        assertThat(client.get(path("de")).code()).isEqualTo(10003);
        assertThat(client.get(path("de") + "/vtt").code()).isEqualTo(10003);
        assertThat(client.delete(path("de")).statusCode()).isEqualTo(404);
        assertThat(client.get("/" + uid + "/captions").result()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "WEBVT",
                "WEBVTTX",
                "1\n00:00:00,000 --> 00:00:01,000\nSubRip\n",
                " WEBVTT"
            })
    void nothingButWebVttIsTaken(String content) {
        var answer = upload("de", content.getBytes(UTF_8), "");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo(10005);
        assertThat(client.get(path("de")).status()).isEqualTo(404);
    }

    @Test
    void nothingButUtf8IsTaken() {
        var latin = "WEBVTT\n\nÄ".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(upload("de", latin, "; filename=\"x.vtt\"").code()).isEqualTo(10005);
        assertThat(upload("de", "\uFEFFWEBVTT".getBytes(UTF_8), "").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "; filename=\"x.vtt\""})
    void tenMegabytesAreTakenAndNoByteMore(String filename) {
        var largest = (HELLO + "x".repeat(10_000_000)).substring(0, 9_999_998).getBytes(UTF_8);
        assertThat(largest).hasSize(10_000_000);
        var larger = Arrays.copyOf(largest, largest.length + 1);

        try (var logs = new Logs()) {
            assertThat(upload("de", largest, filename).status()).isEqualTo(200);
            assertThat(upload("de", larger, filename).status()).isEqualTo(413);
            assertThat(upload("de", largest, filename).status()).isEqualTo(200);
            assertThat(logs.everything()).noneMatch(it -> it.contains("IllegalReferenceCount"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"multipart/form-data", "text/vtt", "x"})
    void aBodyThatIsNoMultipartIsRefused(String type) {
        var answer =
                client.send(
                        client.authorized(client.stream(path("de")))
                                .header("Content-Type", type)
                                .PUT(BodyPublishers.ofString(HELLO)));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo(10004);
    }

    @Test
    void aPartOfThatNameIsNeeded() {
        assertThat(put("de", "other", HELLO.getBytes(UTF_8), "").code()).isEqualTo(10005);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "english!", "de_DE", "..%2F..", "de-", "de-x"})
    void aLanguageIsATag(String language) {
        assertThat(upload(language, HELLO.getBytes(UTF_8), "").status()).isIn(400, 404);
        assertThat(client.get(path(language)).status()).isIn(400, 404);
    }

    @Test
    void anUnknownVideoHasNoCaptions() {
        var unknown = "/" + "0".repeat(32) + "/captions";

        assertThat(client.get(unknown).code()).isEqualTo(10003);
        assertThat(client.get(unknown + "/de").code()).isEqualTo(10003);
        assertThat(client.post(unknown + "/de/generate", "").code()).isEqualTo(10003);
    }

    @Test
    void aGeneratedTrackTakesAMomentAndStandsForTheWholeVideo() {
        var answer = client.post(path("en") + "/generate", "").result();

        assertThat(answer.toString())
                .isEqualTo(
                        "{\"language\":\"en\",\"label\":\"English (auto-generated)\","
                                + "\"generated\":true,\"status\":\"inprogress\"}");
        assertThat(client.get(path("en") + "/vtt").status()).isEqualTo(404);
        assertThat(manifest("video.m3u8")).doesNotContain("SUBTITLES");

        ahead.set(Duration.ofSeconds(10));

        assertThat(client.get(path("en")).result().path("status").asString()).isEqualTo("ready");
        assertThat(vtt("en")).isEqualTo("WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n[English]\n");
    }

    @Test
    void aGeneratedTrackReplacesNoneButIsReplaced() {
        upload("en", HELLO.getBytes(UTF_8), "").result();
        assertThat(client.post(path("en") + "/generate", "").code()).isEqualTo(10005);
        client.delete(path("en"));
        client.post(path("en") + "/generate", "").result();
        assertThat(client.post(path("en") + "/generate", "").code()).isEqualTo(10005);

        var edited = upload("en", HELLO.getBytes(UTF_8), "").result();

        assertThat(edited.path("generated").asBoolean()).isFalse();
        assertThat(edited.path("label").asString()).isEqualTo("English");
        assertThat(edited.path("status").asString()).isEqualTo("ready");
    }

    @Test
    void onlySomeLanguagesAreGeneratedAndOnlyForVideosThatAreReady() {
        var pending = client.directUpload().uid();

        assertThat(client.post(path("tr") + "/generate", "").code()).isEqualTo(10005);
        assertThat(client.post("/" + pending + "/captions/en/generate", "").code())
                .isEqualTo(10005);
    }

    @Test
    void whatIsReadyIsInTheManifest() {
        assertThat(manifest("video.m3u8")).doesNotContain("SUBTITLES");
        upload("tr", HELLO.getBytes(UTF_8), "").result();
        upload("de", HELLO.getBytes(UTF_8), "").result();

        var master = manifest("video.m3u8");

        assertThat(master)
                .contains(
                        "#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"subtitles\",NAME=\"Deutsch\","
                                + "LANGUAGE=\"de\",DEFAULT=NO,AUTOSELECT=YES,FORCED=NO,"
                                + "URI=\"subtitles_de.m3u8\"\n",
                        "NAME=\"Türkçe\"");
        assertThat(master.lines().filter(line -> line.startsWith("#EXT-X-STREAM-INF")))
                .isNotEmpty()
                .allMatch(line -> line.endsWith(",SUBTITLES=\"subtitles\""));
        assertThat(manifest("subtitles_de.m3u8"))
                .isEqualTo(
                        """
                        #EXTM3U
                        #EXT-X-VERSION:7
                        #EXT-X-TARGETDURATION:2
                        #EXT-X-MEDIA-SEQUENCE:0
                        #EXT-X-PLAYLIST-TYPE:VOD
                        #EXTINF:2.000000,
                        subtitles_de.vtt
                        #EXT-X-ENDLIST
                        """);
        assertThat(manifest("subtitles_de.vtt")).isEqualTo(HELLO);
        assertThat(client.fetch(uri("subtitles_fr.m3u8")).statusCode()).isEqualTo(404);
        assertThat(client.fetch(uri("subtitles_DE.vtt")).statusCode()).isEqualTo(404);
        assertThat(client.fetch(uri("subtitles_-.vtt")).statusCode()).isEqualTo(404);
    }

    @Test
    void captionsOutlastARestartAndGoWithTheirVideo() {
        var data = directory.resolve("restarted");
        String ready;
        try (var first = Simulators.start(settings(data))) {
            var account = new Client(first);
            ready = account.process(TestVideos.square(2)).path("uid").asString();
            put(account, "/" + ready + "/captions/de", "file", HELLO.getBytes(UTF_8), "").result();
            account.post("/" + ready + "/captions/en/generate", "").result();
        }
        ahead.set(Duration.ofSeconds(10));
        try (var second = Simulators.start(settings(data))) {
            var account = new Client(second);
            var captions = account.get("/" + ready + "/captions").result();
            assertThat(captions.valueStream().map(it -> it.path("status").asString()))
                    .containsExactly("ready", "ready");

            account.delete("/" + ready);

            assertThat(account.get("/" + ready + "/captions").status()).isEqualTo(404);
            assertThat(data.resolve("media")).isEmptyDirectory();
        }
    }

    private static String language(JsonNode caption) {
        return caption.path("language").asString();
    }

    private static String path(String language) {
        return "/" + uid + "/captions/" + language;
    }

    private static String vtt(String language) {
        return new String(
                Client.fetch(client.authorized(client.stream(path(language) + "/vtt"))).body(),
                UTF_8);
    }

    private static String manifest(String file) {
        var answer = client.fetch(uri(file));
        assertThat(answer.statusCode()).isEqualTo(200);
        return new String(answer.body(), UTF_8);
    }

    private static URI uri(String file) {
        return URI.create(simulator.baseUri() + "/" + uid + "/manifest/" + file);
    }

    private static Client.Answer upload(String language, byte[] content, String filename) {
        return put(language, "file", content, filename);
    }

    private static Client.Answer put(
            String language, String part, byte[] content, String filename) {
        return put(client, path(language), part, content, filename);
    }

    private static Client.Answer put(
            Client account, String path, String part, byte[] content, String filename) {
        var body = new ByteArrayOutputStream();
        body.writeBytes(
                "--b0undary\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n\r\n"
                        .formatted(part, filename)
                        .getBytes(UTF_8));
        body.writeBytes(content);
        body.writeBytes("\r\n--b0undary--\r\n".getBytes(UTF_8));
        return account.send(
                account.authorized(account.stream(path))
                        .header("Content-Type", "multipart/form-data; boundary=b0undary")
                        .PUT(BodyPublishers.ofByteArray(body.toByteArray())));
    }
}
