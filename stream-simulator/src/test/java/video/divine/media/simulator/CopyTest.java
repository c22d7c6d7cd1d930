package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import video.divine.media.simulator.OriginServer.Manner;
import video.divine.media.simulator.copy.CopyLimits;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** Videos whose files are fetched from a URL. */
class CopyTest {
    private static final int PIECE = 40_000;
    private static final int LARGEST = 2_000_000;
    private static final CopyLimits LIMITS =
            new CopyLimits(
                    Set.of(), LARGEST, Duration.ofSeconds(20), Duration.ofSeconds(10), PIECE);

    @TempDir Path directory;
    private final OriginServer origin = new OriginServer();
    private StreamSimulator simulator;
    private Client client;

    @BeforeEach
    void start() {
        simulator = Simulators.start(Simulators.settings(directory).withCopyLimits(LIMITS));
        client = new Client(simulator);
    }

    @AfterEach
    void stop() {
        simulator.close();
        origin.close();
    }

    @Test
    void aFileIsFetchedByPiecesAndGoesTheWayOfEveryUpload() throws IOException {
        var file = TestVideos.bytes(TestVideos.square(2));
        var url = origin.serve("/v.mp4", file, Manner.HOLDING);

        var begun = copy("input", url, ",\"meta\":{\"name\":\"n\"},\"creator\":\"bob\"").result();

        assertThat(Client.state(begun)).isEqualTo("downloading");
        assertThat(begun.path("duration").asInt()).isEqualTo(-1);
        assertThat(begun.at("/input/width").asInt()).isEqualTo(-1);
        assertThat(begun.path("uploadExpiry").isNull()).isTrue();
        assertThat(begun.path("uploaded").isNull()).isTrue();
        assertThat(begun.path("maxDurationSeconds").asInt(-1)).isZero();
        assertThat(begun.path("creator").asString()).isEqualTo("bob");
        assertThat(begun.at("/meta/name").asString()).isEqualTo("n");
        assertThat(begun.at("/meta/downloaded-from").asString()).isEqualTo(url.toString());
        var uid = begun.path("uid").asString();
        assertThat(client.get("?status=downloading").result()).hasSize(1);
        origin.release();
        var ended = client.awaitEnd(uid);
        assertThat(Client.state(ended)).isEqualTo("ready");
        assertThat(ended.path("size").asInt()).isEqualTo(file.length);
        assertThat(Files.readAllBytes(directory.resolve("media/" + uid + "/source")))
                .isEqualTo(file);
        assertThat(origin.requests())
                .startsWith(
                        "HEAD localhost:%d/v.mp4 null".formatted(origin.port()),
                        "GET localhost:%d/v.mp4 bytes=0-39999".formatted(origin.port()),
                        "GET localhost:%d/v.mp4 bytes=40000-79999".formatted(origin.port()))
                .hasSize(1 + (file.length + PIECE - 1) / PIECE);
    }

    /** As all of the documentation writes it; the header and the old name, too. */
    @Test
    void theFormerSpellingIsUnderstood() {
        var url = origin.serve("/v.mp4", TestVideos.bytes(TestVideos.square(2)), Manner.PROPER);

        var begun =
                client.send(
                                client.authorized(client.stream("/copy"))
                                        .header("Upload-Creator", "eve")
                                        .POST(
                                                BodyPublishers.ofString(
                                                        "{\"url\":\"%s\",\"name\":\"old\"}"
                                                                .formatted(url))))
                        .result();

        assertThat(begun.path("creator").asString()).isEqualTo("eve");
        assertThat(begun.at("/meta/name").asString()).isEqualTo("old");
        assertThat(Client.state(client.awaitEnd(begun.path("uid").asString()))).isEqualTo("ready");
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "WITHOUT_SIZE",
                "WITHOUT_RANGES",
                "WITH_ANOTHER_RANGE",
                "REDIRECTING",
                "NOT_FOUND",
                "BREAKING_OFF"
            })
    void anOriginThatDoesNotDoItsPartIsTheEndOfTheVideo(Manner manner) {
        var url = origin.serve("/v.mp4", TestVideos.bytes(TestVideos.square(2)), manner);

        var ended = ended(copy("input", url, "").result());

        assertThat(ended.at("/status/errorReasonCode").asString())
                .isEqualTo("ERR_FETCH_ORIGIN_ERROR");
        assertThat(ended.path("size").asInt()).isZero();
        assertThat(origin.requests()).noneMatch(it -> it.contains("/elsewhere"));
        assertThat(directory.resolve("incoming")).isEmptyDirectory();
    }

    @Test
    void soIsOneThatIsNotThere() {
        origin.close();

        var ended = ended(copy("input", origin.url("/v.mp4"), "").result());

        assertThat(ended.at("/status/errorReasonCode").asString())
                .isEqualTo("ERR_FETCH_ORIGIN_ERROR");
    }

    @Test
    void soIsOneWithTooLargeAFile() {
        var url = origin.serve("/v.mp4", new byte[LARGEST + 1], Manner.PROPER);

        var ended = ended(copy("input", url, "").result());

        assertThat(ended.at("/status/errorReasonCode").asString())
                .isEqualTo("ERR_FETCH_ORIGIN_ERROR");
        assertThat(origin.requests()).hasSize(1);
    }

    @Test
    void soIsOneThatTakesTooLong() {
        simulator.close();
        simulator =
                Simulators.start(
                        Simulators.settings(directory)
                                .withCopyLimits(
                                        new CopyLimits(
                                                Set.of(),
                                                LARGEST,
                                                Duration.ofMillis(500),
                                                Duration.ofSeconds(10),
                                                PIECE)));
        client = new Client(simulator);
        var url = origin.serve("/v.mp4", TestVideos.bytes(TestVideos.square(2)), Manner.HOLDING);

        var ended = ended(copy("input", url, "").result());

        assertThat(ended.at("/status/errorReasonCode").asString())
                .isEqualTo("ERR_FETCH_ORIGIN_ERROR");
    }

    @Test
    void aFileThatIsNoVideoEndsAsOneThatWasUploaded() {
        var url = origin.serve("/v.mp4", TestVideos.bytes(TestVideos.text()), Manner.PROPER);

        var ended = ended(copy("input", url, "").result());

        assertThat(ended.at("/status/errorReasonCode").asString()).isEqualTo("ERR_NON_VIDEO");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "video.mp4",
                "file:///etc/passwd",
                "ftp://127.0.0.1/v.mp4",
                "r2://bucket/v.mp4",
                "http:///v.mp4",
                "http://user:word@127.0.0.1/v.mp4",
                "http://127.0.0.1:0/v.mp4",
                "http://127.0.0.1:99999/v.mp4",
                // Addresses that are not this machine's own, in every spelling.
                "http://10.0.0.1/v.mp4",
                "http://169.254.169.254/latest/meta-data",
                "http://0.0.0.0/v.mp4",
                "http://[::]/v.mp4",
                "http://[::ffff:10.0.0.1]/v.mp4",
                "http://8.8.8.8/v.mp4",
                // No host has such a name.
                "http://nowhere.invalid/v.mp4"
            })
    void aUrlThatCannotBeMeantIsRefused(String url) {
        var answer = client.post("/copy", "{\"input\":\"%s\"}".formatted(url));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo(10010);
        assertThat(client.get("").result()).isEmpty();
    }

    @Test
    void soIsNone() {
        assertThat(client.post("/copy", "{}").code()).isEqualTo(10010);
        assertThat(client.post("/copy", "{\"input\":7}").code()).isEqualTo(10010);
        assertThat(client.post("/copy", "[]").code()).isEqualTo(10004);
        assertThat(client.post("/copy", "{\"input\":\"x\",\"creator\":1}").code()).isEqualTo(10005);
    }

    @Test
    void whatWasNotFetchedAtTheStopIsFetchedAfterTheStart() {
        var url = origin.serve("/v.mp4", TestVideos.bytes(TestVideos.square(2)), Manner.HOLDING);
        var uid = copy("input", url, "").result().path("uid").asString();
        awaitRequests(2);
        simulator.close();
        origin.serve("/v.mp4", TestVideos.bytes(TestVideos.square(2)), Manner.PROPER);

        simulator = Simulators.start(Simulators.settings(directory).withCopyLimits(LIMITS));
        client = new Client(simulator);

        assertThat(Client.state(client.awaitEnd(uid))).isEqualTo("ready");
    }

    @Test
    void aVideoMayBeDeletedWhileItIsFetched() {
        var url = origin.serve("/v.mp4", TestVideos.bytes(TestVideos.square(2)), Manner.HOLDING);
        var uid = copy("input", url, "").result().path("uid").asString();
        awaitRequests(2);

        assertThat(client.delete("/" + uid).statusCode()).isEqualTo(200);
        origin.release();

        // Taken behind it, or beside it: either way what is fetched for nobody leaves nothing.
        var next = origin.serve("/w.mp4", TestVideos.bytes(TestVideos.square(2)), Manner.PROPER);
        assertThat(Client.state(ended(copy("input", next, "").result()))).isEqualTo("ready");
        assertThat(client.get("/" + uid).status()).isEqualTo(404);
        assertThat(directory.resolve("media/" + uid)).doesNotExist();
    }

    private JsonNode ended(JsonNode begun) {
        return client.awaitEnd(begun.path("uid").asString());
    }

    private void awaitRequests(int count) {
        var deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (origin.requests().size() < count) {
            assertThat(System.nanoTime()).as("%s", origin.requests()).isLessThan(deadline);
            Client.pause();
        }
    }

    private Client.Answer copy(String field, URI url, String more) {
        return client.send(
                client.authorized(client.stream("/copy"))
                        .POST(
                                BodyPublishers.ofString(
                                        "{\"%s\":\"%s\"%s}".formatted(field, url, more), UTF_8)));
    }
}
