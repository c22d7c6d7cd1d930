package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

class DirectUploadTest {
    @TempDir static Path directory;
    private static StreamSimulator simulator;
    private static Client client;

    @BeforeAll
    static void start() {
        simulator = Simulators.start(directory);
        client = new Client(simulator);
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    @Test
    void theAnswerHoldsTheLinkAndTheUidAndNoMoreThanWasAsked() {
        var result = client.post("/direct_upload", "{\"maxDurationSeconds\":60}").result();

        assertThat(result.propertyNames()).containsExactly("uploadURL", "uid", "watermark");
        assertThat(result.path("uid").asString()).matches("[0-9a-f]{32}");
        assertThat(result.path("uploadURL").asString())
                .startsWith(simulator.baseUri() + "/upload/")
                .doesNotContain(result.path("uid").asString());
    }

    @Test
    void theLinkIsInNoOtherAnswer() {
        var ticket = client.directUpload();
        var secret = ticket.uploadUrl().getPath().substring("/upload/".length());

        assertThat(client.get("/" + ticket.uid()).body().toString()).doesNotContain(secret);
        assertThat(client.get("").body().toString()).doesNotContain(secret);
    }

    @Test
    void theCreatorMayComeAsAHeader() {
        var result =
                client.send(
                                client.authorized(client.stream("/direct_upload"))
                                        .header("Upload-Creator", "bob")
                                        .POST(
                                                BodyPublishers.ofString(
                                                        "{\"maxDurationSeconds\":1}")))
                        .result();

        assertThat(result.path("creator").asString()).isEqualTo("bob");
    }

    @Test
    void expiryMayBeFromTwoMinutesToSixHoursAhead() {
        assertThat(expiring(Duration.ofMinutes(2).plusSeconds(5)).status()).isEqualTo(200);
        assertThat(expiring(Duration.ofHours(6).minusSeconds(5)).status()).isEqualTo(200);
        assertThat(expiring(Duration.ofMinutes(2).minusSeconds(5)).code()).isEqualTo(10005);
        assertThat(expiring(Duration.ofHours(6).plusSeconds(5)).code()).isEqualTo(10005);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"maxDurationSeconds\":null}",
                "{\"maxDurationSeconds\":0}",
                "{\"maxDurationSeconds\":36001}",
                "{\"maxDurationSeconds\":1.5}",
                "{\"maxDurationSeconds\":\"60\"}",
                "{\"maxDurationSeconds\":99999999999}",
                "{\"maxDurationSeconds\":60,\"expiry\":\"tomorrow\"}",
                "{\"maxDurationSeconds\":60,\"expiry\":5}",
                "{\"maxDurationSeconds\":60,\"creator\":7}",
                "{\"maxDurationSeconds\":60,\"creator\":"
                        + "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}",
                "{\"maxDurationSeconds\":60,\"meta\":\"name\"}",
                "{\"maxDurationSeconds\":60,\"requireSignedURLs\":\"yes\"}",
                "{\"maxDurationSeconds\":60,\"allowedOrigins\":\"a.example\"}",
                "{\"maxDurationSeconds\":60,\"allowedOrigins\":[1]}",
                "{\"maxDurationSeconds\":60,\"thumbnailTimestampPct\":1.01}",
                "{\"maxDurationSeconds\":60,\"scheduledDeletion\":\"2020-01-01T00:00:00Z\"}"
            })
    void aFieldOutOfItsBoundsIsRefused(String body) {
        var answer = client.post("/direct_upload", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo(10005);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "\"text\"", "{", "maxDurationSeconds=60"})
    void aBodyThatIsNoObjectIsNotDecoded(String body) {
        var answer = client.post("/direct_upload", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo(10004);
    }

    /** What is taken is listed inside of other objects, and kept inside of yet others. */
    @Test
    void metaIsOnlySoDeep() {
        var body = "{\"maxDurationSeconds\":60,\"meta\":{\"d\":%s}}";

        assertThat(client.post("/direct_upload", body.formatted(nested(30))).status())
                .isEqualTo(200);
        assertThat(client.post("/direct_upload", body.formatted(nested(31))).code())
                .isEqualTo(10004);
        assertThat(client.get("").status()).isEqualTo(200);
    }

    private static String nested(int deep) {
        return "[".repeat(deep) + "]".repeat(deep);
    }

    @Test
    void aBodyBeyondAQuarterMegabyteIsTooLarge() {
        var answer = client.post("/direct_upload", "{\"a\":\"" + "a".repeat(300_000) + "\"}");

        assertThat(answer.status()).isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer wrong", "Bearer locall", "bearer loca"})
    void aWrongTokenIsRefused(String authorization) {
        var answer = authorizedBy(authorization, client.stream(""));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo(10000);
    }

    @Test
    void noTokenAndAnotherAccountAreRefused() {
        var missing = client.send(HttpRequest.newBuilder(client.stream("")));
        var other =
                authorizedBy(
                        "Bearer local",
                        URI.create(simulator.apiBaseUri() + "/accounts/other/stream"));

        assertThat(missing.status()).isEqualTo(403);
        assertThat(missing.code()).isEqualTo(10000);
        assertThat(other.status()).isEqualTo(403);
        assertThat(other.code()).isEqualTo(10000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "Basic bG9jYWw6", "Bearer", "Bearer a b"})
    void aMalformedAuthorizationIsRefused(String authorization) {
        var answer = authorizedBy(authorization, client.stream(""));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo(6003);
        assertThat(answer.body().at("/errors/0/error_chain/0/code").asInt()).isEqualTo(6111);
    }

    @Test
    void theSchemeMayBeWrittenInAnyCase() {
        assertThat(authorizedBy("bearer local", client.stream("")).status()).isEqualTo(200);
    }

    @Test
    void anUnknownPathHasNoRouteAndAnUnknownUidNoVideo() {
        var nowhere = client.get("/a/b/c");
        var unknown = client.get("/" + "0".repeat(32));
        var noUid = client.get("/not-a-uid");

        assertThat(nowhere.status()).isEqualTo(404);
        assertThat(nowhere.code()).isEqualTo(7003);
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.code()).isEqualTo(10003);
        assertThat(noUid.code()).isEqualTo(10003);
    }

    private static Client.Answer expiring(Duration ahead) {
        return client.post(
                "/direct_upload",
                "{\"maxDurationSeconds\":60,\"expiry\":\"%s\"}"
                        .formatted(Instant.now().plus(ahead)));
    }

    private static Client.Answer authorizedBy(String authorization, URI uri) {
        return client.send(HttpRequest.newBuilder(uri).header("Authorization", authorization));
    }
}
