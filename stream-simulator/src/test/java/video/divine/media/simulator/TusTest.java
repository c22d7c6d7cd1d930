package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.api.Assertions;
import org.assertj.core.data.TemporalUnitOffset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** Resumable uploads as tus.io has them and Cloudflare narrows them down. */
class TusTest {
    private static final int SIZE = 12_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir static Path directory;
    private static final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    private static StreamSimulator simulator;
    private static Client client;
    private static Tus tus;
    private static byte[] video;

    @BeforeAll
    static void start() {
        simulator =
                Simulators.start(
                        Simulators.settings(directory)
                                .withClock(() -> Instant.now().plus(ahead.get())));
        client = new Client(simulator);
        tus = new Tus(client);
        video = TestVideos.bytes(TestVideos.padded(SIZE));
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    @Test
    void aFileComesInChunksAndGoesTheWayOfEveryUpload() throws IOException {
        var upload = tus.create(SIZE);
        assertThat(upload.location().toString())
                .startsWith(simulator.baseUri() + "/tus/")
                .doesNotContain(upload.uid());
        assertThat(Client.state(client.video(upload.uid()))).isEqualTo("pendingupload");
        assertThat(Tus.offset(upload)).isZero();

        var first = Client.fetch(Tus.patch(upload, 0, Tus.slice(video, 0, Tus.CHUNK)));

        assertThat(first.statusCode()).isEqualTo(204);
        assertThat(Tus.header(first, "Upload-Offset")).isEqualTo("5242880");
        assertThat(Tus.header(first, "Upload-Expires")).endsWith(" GMT");
        assertThat(Tus.offset(upload)).isEqualTo(Tus.CHUNK);
        Tus.finish(upload, video, Tus.CHUNK);
        var ended = client.awaitEnd(upload.uid());
        assertThat(Client.state(ended)).isEqualTo("ready");
        assertThat(ended.path("size").asLong()).isEqualTo(SIZE);
        assertThat(Files.readAllBytes(directory.resolve("media/" + upload.uid() + "/source")))
                .isEqualTo(video);
    }

    /** Its client may not have heard that the last chunk was taken. */
    @Test
    void whatIsDoneStaysKnown() {
        var file = TestVideos.bytes(TestVideos.square(2));
        var upload = tus.create(file.length);
        Tus.finish(upload, file, 0);

        var head = Tus.head(upload);
        var empty = Client.fetch(Tus.patch(upload, file.length, new byte[0]));
        var more = Client.fetch(Tus.patch(upload, file.length, new byte[1]));

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(Tus.header(head, "Upload-Offset")).isEqualTo(Integer.toString(file.length));
        assertThat(Tus.header(head, "Upload-Length")).isEqualTo(Integer.toString(file.length));
        assertThat(Tus.header(head, "Cache-Control")).isEqualTo("no-store");
        assertThat(empty.statusCode()).isEqualTo(204);
        assertThat(more.statusCode()).isEqualTo(413);
        assertThat(Client.state(client.awaitEnd(upload.uid()))).isEqualTo("ready");
    }

    @Test
    void theMetadataAsksForWhatADirectUploadsBodyDoes() {
        var expiry = Instant.now().plus(Duration.ofHours(3)).toString();
        var deletion = Instant.now().plus(Duration.ofDays(40)).toString();
        var upload =
                tus.create(
                        SIZE,
                        Tus.metadata(
                                        Map.of(
                                                "NAME", "Schleife ∞",
                                                "maxdurationseconds", "600",
                                                "Expiry", expiry,
                                                "allowedOrigins", "a.example, b.example:8080",
                                                "thumbnailtimestamppct", "0.25",
                                                "scheduledDeletion", deletion,
                                                "watermark", "0".repeat(32),
                                                "fileName", "clip.mp4"))
                                + ", requireSignedURLs");

        var shown = client.video(upload.uid());

        assertThat(shown.path("meta").size()).isEqualTo(2);
        assertThat(shown.at("/meta/name").asString()).isEqualTo("Schleife ∞");
        assertThat(shown.at("/meta/fileName").asString()).isEqualTo("clip.mp4");
        assertThat(shown.path("maxDurationSeconds").asInt()).isEqualTo(600);
        assertThat(Instant.parse(shown.path("uploadExpiry").asString()))
                .isCloseTo(Instant.parse(expiry), within());
        assertThat(shown.path("requireSignedURLs").asBoolean()).isTrue();
        assertThat(shown.path("allowedOrigins").toString())
                .isEqualTo("[\"a.example\",\"b.example:8080\"]");
        assertThat(shown.path("thumbnailTimestampPct").asDouble()).isEqualTo(0.25);
        assertThat(Instant.parse(shown.path("scheduledDeletion").asString()))
                .isCloseTo(Instant.parse(deletion), within());
    }

    @Test
    void whatIsNotNamedHasDefaults() {
        var shown = client.video(tus.create(SIZE).uid());

        assertThat(shown.path("maxDurationSeconds").asInt()).isEqualTo(14_400);
        assertThat(shown.path("requireSignedURLs").asBoolean(true)).isFalse();
        assertThat(shown.path("creator").isNull()).isTrue();
        assertThat(shown.path("meta").isEmpty()).isTrue();
        assertThat(Instant.parse(shown.path("uploadExpiry").asString()))
                .isEqualTo(
                        Instant.parse(shown.path("created").asString()).plus(Duration.ofDays(1)));
    }

    @Test
    void theCreatorComesAsAHeader() {
        var created = Client.fetch(tus.creation(SIZE).header("Upload-Creator", "bob"));

        var uid = Tus.header(created, "stream-media-id");
        assertThat(client.video(uid).path("creator").asString()).isEqualTo("bob");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name !!!",
                "name YQ== YQ==",
                "name YQ==,name YQ==",
                "maxDurationSeconds MA==",
                "maxDurationSeconds c2l4dHk=",
                "maxDurationSeconds",
                "expiry dG9tb3Jyb3c=",
                "expiry MjAyMC0wMS0wMVQwMDowMDowMFo=",
                "thumbnailtimestamppct Mi4w",
                "scheduleddeletion MjAyMC0wMS0wMVQwMDowMDowMFo="
            })
    void metadataOutOfItsBoundsIsRefused(String metadata) {
        var answer = client.send(tus.creation(SIZE).header("Upload-Metadata", metadata));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isIn(10004, 10005);
    }

    @ParameterizedTest
    @CsvSource({"0,400", "-1,400", "x,400", "30000000001,413"})
    void aLengthThatNoFileHasIsRefused(String length, int status) {
        var answer =
                client.send(
                        client.authorized(client.stream(""))
                                .header("Tus-Resumable", "1.0.0")
                                .header("Upload-Length", length)
                                .POST(BodyPublishers.noBody()));

        assertThat(answer.status()).isEqualTo(status);
    }

    @Test
    void makingAnUploadNeedsTheTokenAndUsingItDoesNot() {
        var request =
                HttpRequest.newBuilder(client.stream(""))
                        .header("Tus-Resumable", "1.0.0")
                        .header("Upload-Length", "9")
                        .POST(BodyPublishers.noBody());

        assertThat(client.send(request.copy()).code()).isEqualTo(10000);
        var created = Client.fetch(request.header("Authorization", "Bearer local"));
        assertThat(created.statusCode()).isEqualTo(201);
        var upload = new Tus.Upload("", URI.create(Tus.header(created, "Location")));
        assertThat(Tus.offset(upload)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.2.2", "1.0.1", "1"})
    void anotherVersionIsRefused(String version) {
        var upload = tus.create(SIZE);

        var creation =
                Client.fetch(
                        client.authorized(client.stream(""))
                                .header("Tus-Resumable", version)
                                .POST(BodyPublishers.noBody()));
        var head =
                Client.fetch(
                        HttpRequest.newBuilder(upload.location())
                                .header("Tus-Resumable", version)
                                .HEAD());
        var none =
                Client.fetch(
                        HttpRequest.newBuilder(upload.location())
                                .method("PATCH", BodyPublishers.ofByteArray(new byte[9])));

        for (var answer : List.of(creation, head, none)) {
            assertThat(answer.statusCode()).isEqualTo(412);
            assertThat(Tus.header(answer, "Tus-Version")).isEqualTo("1.0.0");
            assertThat(Tus.header(answer, "Tus-Resumable")).isEqualTo("1.0.0");
        }
    }

    @Test
    void aWrongOffsetIsAConflict() {
        var upload = tus.create(SIZE);

        var ahead = Client.fetch(Tus.patch(upload, 1, Tus.slice(video, 1, Tus.CHUNK)));
        Client.fetch(Tus.patch(upload, 0, Tus.slice(video, 0, Tus.CHUNK)));
        var behind = Client.fetch(Tus.patch(upload, 0, Tus.slice(video, 0, Tus.CHUNK)));

        assertThat(ahead.statusCode()).isEqualTo(409);
        assertThat(behind.statusCode()).isEqualTo(409);
        assertThat(Tus.offset(upload)).isEqualTo(Tus.CHUNK);
    }

    @ParameterizedTest
    @CsvSource({
        "5242881, a multiple of 256KiB",
        "1000000, a multiple of 256KiB",
        "262144, at least 5242880 bytes",
        "0, a multiple of 256KiB"
    })
    void aChunkOfAnotherSizeIsRefusedWhetherAnnouncedOrNot(int size, String rule) {
        var upload = tus.create(SIZE);
        var content = Tus.slice(video, 0, size);

        var announced = client.send(Tus.patch(upload, 0, content));
        var counted =
                client.send(
                        Tus.chunk(upload, 0)
                                .method(
                                        "PATCH",
                                        BodyPublishers.ofInputStream(
                                                () -> new ByteArrayInputStream(content))));

        for (var answer : List.of(announced, counted)) {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body().toString()).contains("Chunk size must be " + rule);
        }
        assertThat(Tus.offset(upload)).isZero();
    }

    @Test
    void moreThanWasSaidIsTooMuchWhetherAnnouncedOrNot() {
        var upload = tus.create(1000);

        var announced = client.send(Tus.patch(upload, 0, new byte[1001]));
        var counted =
                client.send(
                        Tus.chunk(upload, 0)
                                .method(
                                        "PATCH",
                                        BodyPublishers.ofInputStream(
                                                () ->
                                                        new ByteArrayInputStream(
                                                                new byte[100_000]))));

        assertThat(announced.status()).isEqualTo(413);
        assertThat(counted.status()).isEqualTo(413);
        assertThat(Tus.offset(upload)).isZero();
    }

    @Test
    void whatIsNoChunkIsRefused() {
        var upload = tus.create(SIZE);

        var type =
                Client.fetch(
                        Tus.request(upload)
                                .header("Upload-Offset", "0")
                                .header("Content-Type", "video/mp4")
                                .method("PATCH", BodyPublishers.ofByteArray(new byte[9])));
        var offset =
                Client.fetch(
                        Tus.request(upload)
                                .header("Content-Type", "application/offset+octet-stream")
                                .method("PATCH", BodyPublishers.ofByteArray(new byte[9])));

        assertThat(type.statusCode()).isEqualTo(415);
        assertThat(offset.statusCode()).isEqualTo(400);
    }

    @Test
    void anExpiredUploadIsGone() {
        var upload = tus.create(SIZE);
        ahead.set(Duration.ofDays(1).plusSeconds(1));
        try {
            assertThat(Tus.head(upload).statusCode()).isEqualTo(410);
            assertThat(client.send(Tus.patch(upload, 0, new byte[Tus.CHUNK])).code())
                    .isEqualTo(10013);
        } finally {
            ahead.set(Duration.ZERO);
        }
    }

    @Test
    void anUploadOfNoVideoIsNotFound() {
        var deleted = tus.create(SIZE);
        client.delete("/" + deleted.uid());
        var direct = client.directUpload();
        var id = direct.uploadUrl().getPath().substring("/upload/".length());

        assertThat(Tus.head(deleted).statusCode()).isEqualTo(404);
        assertThat(Tus.head(at("/tus/unknown")).statusCode()).isEqualTo(404);
        assertThat(Tus.head(at("/tus/" + id)).statusCode()).isEqualTo(404);
    }

    @Test
    void aFileInOnePieceIsNotTakenByTheLinkOfAResumableUpload() {
        var upload = tus.create(SIZE);
        var id = upload.location().getPath().substring("/tus/".length());

        var answer = client.upload(at("/upload/" + id).location(), "file", new byte[9]);

        assertThat(answer.status()).isEqualTo(404);
    }

    @Test
    void aFileThatIsNoVideoIsRefusedWithItsLastChunk() {
        var file = TestVideos.bytes(TestVideos.text());
        var upload = tus.create(file.length);

        var answer = client.send(Tus.patch(upload, 0, file));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo(10059);
        var ended = client.awaitEnd(upload.uid());
        assertThat(ended.at("/status/errorReasonCode").asString()).isEqualTo("ERR_NON_VIDEO");
    }

    @Test
    void ofAChunkThatBreaksOffWholeMultiplesAreKept() throws IOException {
        var upload = tus.create(SIZE);
        try (var _ = Tus.begun(upload, 0, Tus.slice(video, 0, 3_000_000), Tus.CHUNK)) {
            awaitWritten(upload, 3_000_000);
        }

        var offset = Tus.offset(upload);

        assertThat(offset).isEqualTo(2_883_584).isEqualTo(3_000_000 / 262_144 * 262_144);
        Tus.finish(upload, video, offset);
        assertThat(Client.state(client.awaitEnd(upload.uid()))).isEqualTo("ready");
        assertThat(Files.readAllBytes(directory.resolve("media/" + upload.uid() + "/source")))
                .isEqualTo(video);
    }

    /** Nobody has told the simulator that the connection is dead. */
    @Test
    void aClientThatResumesEndsTheRequestBeforeIt() throws IOException {
        var upload = tus.create(SIZE);
        try (var stalled = Tus.begun(upload, 0, Tus.slice(video, 0, 1_000_000), Tus.CHUNK)) {
            awaitWritten(upload, 1_000_000);

            var offset = Tus.offset(upload);

            assertThat(offset).isEqualTo(786_432);
            stalled.setSoTimeout((int) PATIENCE.toMillis());
            // To the end of the connection, which the client would leave open for ever.
            var answer = stalled.getInputStream().readAllBytes();
            assertThat(new String(answer, StandardCharsets.UTF_8)).startsWith("HTTP/1.1 423");
            Tus.finish(upload, video, offset);
        }
        assertThat(Client.state(client.awaitEnd(upload.uid()))).isEqualTo("ready");
    }

    @Test
    void aVideoMayBeDeletedWhileItIsUploaded() throws IOException {
        var upload = tus.create(SIZE);
        try (var _ = Tus.begun(upload, 0, Tus.slice(video, 0, 1_000_000), Tus.CHUNK)) {
            awaitWritten(upload, 1_000_000);

            assertThat(client.delete("/" + upload.uid()).statusCode()).isEqualTo(200);
        }

        assertThat(Tus.head(upload).statusCode()).isEqualTo(404);
        assertThat(directory.resolve("media/" + upload.uid())).doesNotExist();
    }

    @Test
    void optionsTellWhatIsSpoken() {
        var upload = tus.create(SIZE);

        var there =
                Client.fetch(
                        HttpRequest.newBuilder(upload.location())
                                .method("OPTIONS", BodyPublishers.noBody()));
        var here =
                Client.fetch(
                        client.authorized(client.stream(""))
                                .method("OPTIONS", BodyPublishers.noBody()));

        for (var answer : List.of(there, here)) {
            assertThat(answer.statusCode()).isEqualTo(204);
            assertThat(Tus.header(answer, "Tus-Version")).isEqualTo("1.0.0");
            assertThat(Tus.header(answer, "Tus-Extension")).isEqualTo("creation,expiration");
            assertThat(Tus.header(answer, "Tus-Max-Size")).isEqualTo("30000000000");
        }
    }

    @Test
    void browsersOfAnyOriginMayUploadAndReadTheAnswers() {
        var upload = tus.create(SIZE);

        var preflight =
                Client.fetch(
                        HttpRequest.newBuilder(upload.location())
                                .method("OPTIONS", BodyPublishers.noBody())
                                .header("Origin", "https://app.example")
                                .header("Access-Control-Request-Method", "PATCH"));
        var head = Tus.head(upload);

        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(Tus.header(preflight, "Access-Control-Allow-Methods")).contains("PATCH", "HEAD");
        assertThat(Tus.header(preflight, "Access-Control-Allow-Headers")).isEqualTo("*");
        assertThat(Tus.header(head, "Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(Tus.header(head, "Access-Control-Expose-Headers"))
                .contains("Location", "stream-media-id", "Upload-Offset", "Upload-Length")
                .contains("Tus-Resumable", "Upload-Expires");
    }

    private static Tus.Upload at(String path) {
        return new Tus.Upload("", URI.create(simulator.baseUri() + path));
    }

    private static TemporalUnitOffset within() {
        return Assertions.within(1, ChronoUnit.MILLIS);
    }

    private static void awaitWritten(Tus.Upload upload, long size) throws IOException {
        var data = directory.resolve("media/" + upload.uid() + "/tus/data");
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (Files.size(data) < size) {
            assertThat(System.nanoTime()).as("%s has %d", data, size).isLessThan(deadline);
            Client.pause();
        }
    }
}
