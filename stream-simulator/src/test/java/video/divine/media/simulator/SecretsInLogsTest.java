package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import video.divine.media.simulator.storage.FileTree;
import video.divine.media.simulator.video.UploadLink;
import video.divine.media.simulator.webhook.RetryPolicy;
import video.divine.media.simulator.webhook.Subscription;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Whatever happens to a request: its upload link, its token and our secrets are in no log. */
class SecretsInLogsTest {
    private static final String TOKEN = "the-token-of-the-account";
    private static final String SECRET = "the-secret-of-the-webhook";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir Path directory;
    private final AtomicBoolean broken = new AtomicBoolean();
    private final List<String> secrets = new ArrayList<>(List.of(TOKEN, SECRET));
    private Logs logs;
    private WebhookReceiver receiver;
    private StreamSimulator simulator;
    private Client client;

    @BeforeEach
    void start() throws IOException {
        logs = new Logs();
        receiver = new WebhookReceiver();
        simulator =
                Simulators.start(
                        Simulators.settings(directory)
                                .withCredentials("local", TOKEN)
                                .withSubscription(receiver.url("/hook"), SECRET)
                                .withWebhookRetries(
                                        new RetryPolicy(
                                                Duration.ofSeconds(5), 1, Duration.ofMillis(20)))
                                .withClock(this::now));
        client = new Client(simulator, TOKEN);
    }

    @AfterEach
    void nothingIsTold() {
        broken.set(false);
        simulator.close();
        receiver.close();
        logs.close();
        assertThat(logs.everything()).isNotEmpty();
        assertThat(logs.everything())
                .allSatisfy(
                        line -> assertThat(line).doesNotContain(secrets.toArray(String[]::new)));
    }

    @Test
    void ofAnUpload() throws InterruptedException {
        var ticket = ticket();

        assertThat(client.upload(ticket, TestVideos.square(2)).status()).isEqualTo(200);
        client.awaitEnd(ticket.uid());
        receiver.next();

        assertThat(client.upload(ticket, TestVideos.square(2)).status()).isEqualTo(410);
        assertLogged("video " + ticket.uid() + " ready");
    }

    @Test
    void ofAnUploadThatIsRefused() {
        var ticket = ticket();

        assertThat(client.upload(ticket.uploadUrl(), "other", new byte[9]).status()).isEqualTo(400);
        assertThat(client.upload(ticket, TestVideos.text()).status()).isEqualTo(400);
        assertThat(Client.fetch(HttpRequest.newBuilder(ticket.uploadUrl())).statusCode())
                .isEqualTo(404);
        assertThat(client.upload(URI.create(ticket.uploadUrl() + "/x"), "file", new byte[9]).code())
                .isEqualTo(7003);
    }

    @Test
    void ofAResumableUpload() throws IOException {
        var file = TestVideos.bytes(TestVideos.square(2));
        var upload = new Tus(client).create(file.length);
        secrets.add(upload.location().getPath().substring("/tus/".length()));

        try (var _ = Tus.begun(upload, 0, Tus.slice(file, 0, 9), file.length)) {
            assertThat(Tus.offset(upload)).isZero();
        }
        assertThat(Client.fetch(Tus.patch(upload, 7, file)).statusCode()).isEqualTo(409);
        assertThat(Client.fetch(HttpRequest.newBuilder(upload.location())).statusCode())
                .isEqualTo(404);
        Tus.finish(upload, file, 0);
        client.awaitEnd(upload.uid());

        assertLogged("video " + upload.uid() + " awaits its resumable upload");
    }

    /** What is copied may be behind a signed URL. */
    @Test
    void ofACopy() {
        secrets.add("the-signature");
        try (var origin = new OriginServer()) {
            var begun =
                    client.post(
                                    "/copy",
                                    "{\"input\":\"%s?sign=the-signature\"}"
                                            .formatted(origin.url("/v.mp4")))
                            .result();

            var ended = client.awaitEnd(begun.path("uid").asString());

            assertThat(ended.at("/status/errorReasonCode").asString())
                    .isEqualTo("ERR_FETCH_ORIGIN_ERROR");
        }
        assertLogged("could not be downloaded");
    }

    /** It has no slash, so that Spring cannot read it. */
    @ParameterizedTest
    @ValueSource(strings = {"video", "multipart", "/", "multipart/form-data; boundary"})
    void ofAnUploadOfAnUnreadableType(String type) {
        var ticket = ticket();

        var answer =
                client.send(
                        HttpRequest.newBuilder(ticket.uploadUrl())
                                .header("Content-Type", type)
                                .POST(BodyPublishers.ofByteArray(new byte[100_000])));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo(10004);
        assertThat(Client.state(client.video(ticket.uid()))).isEqualTo("pendingupload");
        assertThat(client.upload(ticket, TestVideos.square(2)).status()).isEqualTo(200);
    }

    @Test
    void ofAnUploadWhosePartHasAnUnreadableType() {
        var ticket = ticket();
        var body =
                """
                --b\r
                Content-Disposition: form-data; name="file"\r
                Content-Type: video\r
                \r
                x\r
                --b--\r
                """;

        var answer =
                client.send(
                        HttpRequest.newBuilder(ticket.uploadUrl())
                                .header("Content-Type", "multipart/form-data; boundary=b")
                                .POST(BodyPublishers.ofString(body)));

        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void ofAnUploadThatBreaksOff() throws IOException {
        var ticket = ticket();
        try (var socket = new Socket(ticket.uploadUrl().getHost(), ticket.uploadUrl().getPort())) {
            socket.getOutputStream()
                    .write(
                            "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nContent-Type: %s\r\n\r\n"
                                    .formatted(ticket.uploadUrl().getPath(), Client.multipartType())
                                    .getBytes(StandardCharsets.US_ASCII));
        }

        assertThat(client.upload(ticket, TestVideos.square(2)).status()).isEqualTo(200);
    }

    /** Spring never sees it: Netty answers by itself, and says so in the log. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: a:b",
                "Host: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked",
                "Host: x\r\nContent-Length: 5\r\nContent-Length: 6",
                "Host: x\r\nno colon at all"
            })
    void ofAnUploadThatIsNoHttp(String headers) throws IOException {
        var ticket = ticket();
        try (var socket = new Socket(ticket.uploadUrl().getHost(), ticket.uploadUrl().getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream()
                    .write(
                            "POST %s HTTP/1.1\r\n%s\r\n\r\n"
                                    .formatted(ticket.uploadUrl().getPath(), headers)
                                    .getBytes(StandardCharsets.US_ASCII));
            assertThat(
                            new String(
                                    socket.getInputStream().readAllBytes(),
                                    StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 400");
        }

        assertLogged("Decoding failed");
    }

    /** Thrown where no Mono is there yet to carry it. */
    @Test
    void ofABug() {
        var ticket = ticket();
        broken.set(true);

        var upload = client.upload(ticket, TestVideos.square(2));
        var call = client.post("/direct_upload", "{\"maxDurationSeconds\": 60}");

        assertThat(upload.status()).isEqualTo(500);
        assertThat(upload.code()).isEqualTo(10001);
        assertThat(call.status()).isEqualTo(500);
        assertThat(call.code()).isEqualTo(10001);
        assertLogged("a bug");
    }

    /** Thrown within the Mono. */
    @Test
    void ofABrokenDisk() throws IOException {
        var ticket = ticket();
        FileTree.delete(directory.resolve("incoming"));

        var upload = client.upload(ticket, TestVideos.square(2));

        assertThat(upload.status()).isEqualTo(500);
        assertThat(upload.code()).isEqualTo(10001);
        assertLogged("NoSuchFileException");
    }

    @Test
    void ofACallOfAnUnreadableType() {
        for (var path : List.of("/direct_upload", "/" + ticket().uid())) {
            var answer =
                    client.send(
                            client.authorized(client.stream(path))
                                    .header("Content-Type", "json")
                                    .POST(BodyPublishers.ofString("{\"maxDurationSeconds\":60}")));

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.code()).isEqualTo(10004);
        }
    }

    @Test
    void ofARefusedToken() {
        secrets.add("another-token");

        for (var authorization : List.of("Bearer another-token", "another-token")) {
            var request =
                    HttpRequest.newBuilder(client.stream(""))
                            .header("Authorization", authorization);

            assertThat(client.send(request).status()).isIn(400, 403);
        }
    }

    @Test
    void ofAWebhookThatIsNotDelivered() throws InterruptedException {
        receiver.answer(500, 500);

        client.process(TestVideos.square(2));
        receiver.next();
        receiver.next();

        awaitLogged("not delivered");
    }

    /** In a path, too, a token is a secret; with its last part alone nobody could do anything. */
    @Test
    void ofTokensAndKeys() {
        var uid = client.process(TestVideos.square(2)).path("uid").asString();
        client.post("/" + uid, "{\"requireSignedURLs\":true}").result();
        var key = client.post("/keys", "").result();
        var pem = key.path("pem").asString();
        var body = "{\"id\":\"%s\",\"pem\":\"%s\"}".formatted(key.path("id").asString(), pem);
        var token = client.post("/" + uid + "/token", body).result().path("token").asString();
        secrets.addAll(List.of(pem, key.path("jwk").asString(), token));
        secrets.addAll(List.of(token.split("\\.", -1)).subList(1, 3));

        assertThat(played(token, "/manifest/video.m3u8")).isEqualTo(200);
        assertThat(played(token, "/manifest/other")).isEqualTo(404);
        assertThat(played(token, "/thumbnails/thumbnail.jpg")).isEqualTo(200);
        assertThat(played(token, "/thumbnails/thumbnail.jpg?width=x")).isEqualTo(400);
        assertThat(played(token, "/downloads/default.mp4")).isEqualTo(403);
        assertThat(played(token, "/nothing")).isEqualTo(404);
        assertThat(played(token + "x", "/manifest/video.m3u8")).isEqualTo(401);
        broken.set(true);
        assertThat(played(token, "/manifest/video.m3u8")).isEqualTo(500);
        broken.set(false);
        client.delete("/keys/" + key.path("id").asString());
        assertThat(played(token, "/manifest/video.m3u8")).isEqualTo(401);

        assertLogged("revoked");
    }

    private int played(String token, String path) {
        return client.fetch(URI.create(simulator.baseUri() + "/" + token + path)).statusCode();
    }

    @Test
    void ofANewSubscription() {
        var body = "{\"notificationUrl\":\"" + receiver.url("/other") + "\"}";

        secrets.add(client.put("/webhook", body).result().path("secret").asString());

        assertLogged("subscription");
    }

    @Test
    void ofWhatIsPrintedAsText() {
        assertThat(
                        List.of(
                                        new UploadLink(SECRET, Instant.EPOCH),
                                        new Subscription(receiver.url("/"), SECRET, Instant.EPOCH),
                                        new InitialSubscription(receiver.url("/"), SECRET),
                                        Simulators.settings(directory)
                                                .withCredentials("local", TOKEN)
                                                .withSubscription(receiver.url("/"), SECRET))
                                .toString())
                .doesNotContain(SECRET, TOKEN);
    }

    private Instant now() {
        if (broken.get()) {
            throw new IllegalStateException("a bug");
        }
        return Instant.now();
    }

    private Client.Ticket ticket() {
        var ticket = client.directUpload();
        secrets.add(ticket.uploadUrl().getPath().substring("/upload/".length()));
        return ticket;
    }

    private void assertLogged(String words) {
        assertThat(logs.everything()).anySatisfy(line -> assertThat(line).contains(words));
    }

    /** The sender logs after the receiver has answered. */
    private void awaitLogged(String words) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (logs.everything().stream().noneMatch(line -> line.contains(words))) {
            assertThat(System.nanoTime()).as(words + " is not logged").isLessThan(deadline);
            Client.pause();
        }
    }
}
