package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.RSAPrivateKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Who gets to see a video that needs a token, and from which site. */
class PrivateVideosTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String MASTER = "/manifest/video.m3u8";

    private static final List<String> EVERYTHING =
            List.of(
                    MASTER,
                    "/manifest/video.mpd",
                    "/manifest/media_0.m3u8",
                    "/manifest/init_0.mp4",
                    "/manifest/seg_0_00001.m4s",
                    "/manifest/subtitles_en.m3u8",
                    "/manifest/subtitles_en.vtt",
                    "/thumbnails/thumbnail.jpg",
                    "/thumbnails/thumbnail.gif",
                    "/watch",
                    "/iframe");

    private static final List<String> PLAYBACK =
            EVERYTHING.stream().filter(path -> path.startsWith("/manifest/")).toList();

    @TempDir static Path directory;
    private static final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    private static StreamSimulator simulator;
    private static Client client;

    /** Private. */
    private static String uid = "";

    private static String other = "";

    @BeforeAll
    static void start() {
        simulator = Simulators.start(settings());
        client = new Client(simulator);
        uid = captioned();
        other = captioned();
        client.post("/" + uid, "{\"requireSignedURLs\":true}").result();
    }

    private static String captioned() {
        var made = client.process(TestVideos.square(2)).path("uid").asString();
        client.send(
                        client.authorized(client.stream("/" + made + "/captions/en"))
                                .header("Content-Type", Client.multipartType())
                                .PUT(
                                        HttpRequest.BodyPublishers.ofByteArrays(
                                                Client.multipart(
                                                        "file", "WEBVTT\n".getBytes(UTF_8)))))
                .result();
        return made;
    }

    private static SimulatorSettings settings() {
        return Simulators.settings(directory).withClock(() -> Instant.now().plus(ahead.get()));
    }

    @AfterEach
    void resetClock() {
        ahead.set(Duration.ZERO);
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    @Test
    void withoutATokenNothingIsShown() {
        for (var path : EVERYTHING) {
            assertThat(status(uid, path)).as(path).isEqualTo(401);
            assertThat(status(other, path)).as(path).isEqualTo(200);
        }
    }

    @Test
    void withATokenInTheUidsPlaceEverythingIs() {
        var token = token("{}");

        for (var path : EVERYTHING) {
            assertThat(status(token, path)).as(path).isEqualTo(200);
        }
        assertThat(status(token, "/manifest/..%2Fsource")).isIn(400, 404);
    }

    @Test
    void whatAManifestNamesIsBelowItsToken() {
        var playlist = new String(fetch(token("{}"), "/manifest/media_0.m3u8").body(), UTF_8);

        assertThat(playlist).contains("\nseg_0_00001.m4s\n").doesNotContain("/", uid);
    }

    @Test
    void aTokenExpires() {
        var token =
                token("{\"exp\":%d}".formatted(Instant.now().plusSeconds(600).getEpochSecond()));
        assertThat(status(token, MASTER)).isEqualTo(200);

        ahead.set(Duration.ofSeconds(601));

        for (var path : EVERYTHING) {
            assertThat(status(token, path)).as(path).isEqualTo(401);
        }
    }

    @Test
    void aTokenIsNoGoodBeforeItsTime() {
        var now = Instant.now().getEpochSecond();
        var token = token("{\"nbf\":%d,\"exp\":%d}".formatted(now + 600, now + 1200));
        assertThat(status(token, MASTER)).isEqualTo(401);

        ahead.set(Duration.ofSeconds(601));

        assertThat(status(token, MASTER)).isEqualTo(200);
    }

    @Test
    void aTokenOutlivesARestart() {
        var token = token("{}");
        var port = simulator.port();

        simulator.close();
        simulator = Simulators.start(settings().withPort(port));
        client = new Client(simulator);

        assertThat(status(token, MASTER)).isEqualTo(200);
    }

    @Test
    void whoeverHasAKeySignsForHimself() {
        var key = client.post("/keys", "").result();
        var id = key.path("id").asString();
        var exp = Instant.now().plusSeconds(3600).getEpochSecond();

        var numbers =
                "{\"sub\":\"%s\",\"kid\":\"%s\",\"exp\":%d,\"nbf\":1}".formatted(uid, id, exp);
        var strings = "{\"sub\":\"%s\",\"exp\":\"%d\"}".formatted(uid, exp);
        var header = header("RS256", id);

        assertThat(status(signed(key, header, numbers), MASTER)).isEqualTo(200);
        assertThat(status(signed(key, header, strings), MASTER)).isEqualTo(200);
        assertThat(status(signed(key, "{\"alg\":\"RS256\"}", numbers), MASTER)).isEqualTo(200);
    }

    @Test
    void theTokensOfARevokedKeyAreRefused() {
        var key = client.post("/keys", "").result();
        var id = key.path("id").asString();
        var selfSigned = signed(key, header("RS256", id), claims(3600));
        var issued =
                token("{\"id\":\"%s\",\"pem\":\"%s\"}".formatted(id, key.path("pem").asString()));
        assertThat(status(selfSigned, MASTER)).isEqualTo(200);
        assertThat(status(issued, MASTER)).isEqualTo(200);

        client.delete("/keys/" + id);

        assertThat(status(selfSigned, MASTER)).isEqualTo(401);
        assertThat(status(issued, MASTER)).isEqualTo(401);
        assertThat(status(token("{}"), MASTER)).isEqualTo(200);
    }

    @Test
    void whatIsNotSignedAsItShouldIsRefused() {
        var key = client.post("/keys", "").result();
        var stranger = client.post("/keys", "").result();
        var id = key.path("id").asString();
        var good = header("RS256", id);
        var valid = signed(key, good, claims(3600));
        var parts = valid.split("\\.", -1);

        assertThat(status(valid, MASTER)).isEqualTo(200);
        assertThat(
                        List.of(
                                signed(stranger, good, claims(3600)),
                                signed(key, header("RS256", "0".repeat(32)), claims(3600)),
                                signed(key, header("HS256", id), claims(3600)),
                                signed(key, header("none", id), claims(3600)),
                                signed(key, "[]", claims(3600)),
                                signed(key, good, "{}"),
                                signed(key, good, "[]"),
                                signed(key, good, claims(-1)),
                                signed(key, good, claims(25 * 3600)),
                                signed(key, good, "{\"sub\":\"%s\"}".formatted(uid)),
                                signed(key, good, claims(3600, "\"nbf\":\"later\"")),
                                signed(key, good, claims(3600, "\"accessRules\":{}")),
                                signed(key, good, claims(3600, "\"kid\":\"other\"")),
                                parts[0] + "." + parts[1] + ".",
                                parts[0] + "." + parts[1] + "." + "A".repeat(342),
                                parts[0] + "." + encode(claims(7200)) + "." + parts[2],
                                valid + "x",
                                valid + ".x",
                                "x.y.z",
                                "no-token"))
                .allSatisfy(token -> assertThat(status(token, MASTER)).isEqualTo(401));
    }

    @Test
    void aTokenOfADeletedVideoFindsNone() {
        var gone = client.directUpload().uid();
        var token = client.post("/" + gone + "/token", "{}").result().path("token").asString();
        assertThat(status(token, MASTER)).isEqualTo(404);

        client.delete("/" + gone);

        assertThat(status(token, MASTER)).isEqualTo(404);
    }

    @Test
    void theRulesOfATokenAreObeyed() {
        var loopback = "{\"type\":\"ip.src\",\"action\":\"%s\",\"ip\":[\"127.0.0.0/8\"]}";
        var country = "{\"type\":\"ip.geoip.country\",\"action\":\"allow\",\"country\":[\"DE\"]}";
        var nobody = "{\"type\":\"any\",\"action\":\"block\"}";

        assertThat(status(ruled(loopback.formatted("allow"), nobody), MASTER)).isEqualTo(200);
        assertThat(status(ruled(loopback.formatted("block")), MASTER)).isEqualTo(403);
        assertThat(status(ruled(country, nobody), MASTER)).isEqualTo(403);
        assertThat(status(ruled(nobody, loopback.formatted("allow")), MASTER)).isEqualTo(403);
        assertThat(status(ruled(nobody), "/thumbnails/thumbnail.jpg")).isEqualTo(403);
    }

    /** What is written in a media playlist is fetched from the site's page, too. */
    @Test
    void anotherSiteGetsNeitherManifestNorSegment() {
        client.post("/" + other, "{\"allowedOrigins\":[\"*.example.com\",\"localhost:5173\"]}")
                .result();
        try {
            for (var path : PLAYBACK) {
                assertThat(from(path, "Origin", "https://a.example.com")).as(path).isEqualTo(200);
                assertThat(from(path, "Origin", "http://localhost:5173")).isEqualTo(200);
                assertThat(from(path, "Referer", "https://a.b.example.com/p")).isEqualTo(200);
                assertThat(from(path, "Origin", "https://example.com")).as(path).isEqualTo(403);
                assertThat(from(path, "Referer", "https://other.example/p")).isEqualTo(403);
                assertThat(status(other, path)).as(path).isEqualTo(403);
            }
            assertThat(status(other, "/thumbnails/thumbnail.jpg")).isEqualTo(200);
        } finally {
            client.post("/" + other, "{\"allowedOrigins\":[]}").result();
        }
        assertThat(status(other, MASTER)).isEqualTo(200);
    }

    /** The site embeds our page, and it is our page that then plays. */
    @Test
    void theSimulatorsOwnPlayerPlaysWhereItMayBeEmbedded() {
        client.post("/" + other, "{\"allowedOrigins\":[\"*.example.com\"]}").result();
        try {
            assertThat(from("/iframe", "Referer", "https://a.example.com/p")).isEqualTo(200);
            assertThat(from("/iframe", "Referer", "https://other.example/p")).isEqualTo(403);
            assertThat(status(other, "/iframe")).isEqualTo(403);
            assertThat(status(other, "/watch")).isEqualTo(200);
            for (var path : PLAYBACK) {
                assertThat(from(path, "Referer", uri(other, "/iframe").toString()))
                        .as(path)
                        .isEqualTo(200);
                assertThat(from(path, "Referer", uri(other, "/iframe?autoplay=true").toString()))
                        .isEqualTo(200);
                assertThat(from(path, "Referer", uri(other, "/watch").toString())).isEqualTo(200);
                assertThat(from(path, "Referer", uri(other, "/thumbnails").toString()))
                        .isEqualTo(403);
                assertThat(from(path, "Referer", uri(uid, "/iframe").toString())).isEqualTo(403);
                assertThat(from(path, "Referer", "https://other.example/" + other + "/iframe"))
                        .isEqualTo(403);
                assertThat(from(path, "Referer", simulator.baseUri() + "/")).isEqualTo(403);
            }
        } finally {
            client.post("/" + other, "{\"allowedOrigins\":[]}").result();
        }
    }

    @Test
    void aPrivateVideoPlaysOnItsTokensPage() {
        client.post("/" + uid, "{\"allowedOrigins\":[\"example.com\"]}").result();
        try {
            var token = token("{}");
            var page = uri(token, "/iframe").toString();
            var request = HttpRequest.newBuilder(uri(token, MASTER)).header("Referer", page);

            assertThat(Client.fetch(request).statusCode()).isEqualTo(200);
            assertThat(status(token, MASTER)).isEqualTo(403);
        } finally {
            client.post("/" + uid, "{\"allowedOrigins\":[]}").result();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void theAnswerToStrangersIsOpenToTheirScripts(String method) {
        var request =
                HttpRequest.newBuilder(uri(uid, MASTER))
                        .header("Origin", "https://example.com")
                        .method(method, HttpRequest.BodyPublishers.noBody());

        var answer = Client.fetch(request);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
    }

    private static String token(String body) {
        return client.post("/" + uid + "/token", body).result().path("token").asString();
    }

    private static String ruled(String... rules) {
        return token("{\"accessRules\":[%s]}".formatted(String.join(",", rules)));
    }

    private static String claims(long secondsToLive, String... more) {
        return "{\"sub\":\"%s\",\"exp\":%d%s}"
                .formatted(
                        uid,
                        Instant.now().getEpochSecond() + secondsToLive,
                        more.length == 0 ? "" : "," + String.join(",", more));
    }

    private static String header(String algorithm, String keyId) {
        return "{\"alg\":\"%s\",\"kid\":\"%s\"}".formatted(algorithm, keyId);
    }

    /** Signed as somebody would who has nothing but the key's JWK. */
    private static String signed(JsonNode key, String header, String claims) {
        var signed = encode(header) + "." + encode(claims);
        try {
            var signer = Signature.getInstance("SHA256withRSA");
            signer.initSign(privateKey(key));
            signer.update(signed.getBytes(UTF_8));
            return signed + "." + encode(signer.sign());
        } catch (GeneralSecurityException failure) {
            throw new AssertionError(failure);
        }
    }

    private static PrivateKey privateKey(JsonNode key) throws GeneralSecurityException {
        var jwk = JSON.readTree(Base64.getDecoder().decode(key.path("jwk").asString()));
        return KeyFactory.getInstance("RSA")
                .generatePrivate(new RSAPrivateKeySpec(number(jwk, "n"), number(jwk, "d")));
    }

    private static BigInteger number(JsonNode jwk, String name) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(jwk.path(name).asString()));
    }

    private static String encode(String text) {
        return encode(text.getBytes(UTF_8));
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static int from(String path, String header, String value) {
        return Client.fetch(HttpRequest.newBuilder(uri(other, path)).header(header, value))
                .statusCode();
    }

    private static int status(String name, String path) {
        return fetch(name, path).statusCode();
    }

    private static HttpResponse<byte[]> fetch(String name, String path) {
        return client.fetch(uri(name, path));
    }

    private static URI uri(String name, String path) {
        return URI.create(simulator.baseUri() + "/" + name + path);
    }
}
