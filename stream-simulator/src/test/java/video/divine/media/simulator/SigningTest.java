package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;

class SigningTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir static Path directory;
    private static StreamSimulator simulator;
    private static Client client;

    @BeforeAll
    static void start() {
        simulator = Simulators.start(directory.resolve("shared"));
        client = new Client(simulator);
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    @Test
    void aKeyIsShownOnceAndListedAfterwards() {
        var created = client.post("/keys", "").result();
        var id = created.path("id").asString();

        assertThat(id).matches("[0-9a-f]{32}");
        assertThat(decoded(created, "pem")).startsWith("-----BEGIN RSA PRIVATE KEY-----\n");
        var jwk = JSON.readTree(decoded(created, "jwk"));
        assertThat(jwk.propertyNames())
                .containsExactlyInAnyOrder(
                        "use", "kty", "kid", "alg", "n", "e", "d", "p", "q", "dp", "dq", "qi");
        assertThat(jwk.path("kid").asString()).isEqualTo(id);
        assertThat(jwk.path("alg").asString()).isEqualTo("RS256");
        assertThat(jwk.path("e").asString()).isEqualTo("AQAB");

        var listed = client.get("/keys").result();
        assertThat(listed.valueStream().map(key -> key.path("id").asString())).contains(id);
        assertThat(listed.get(0).propertyNames()).containsExactly("id", "created");
        assertThat(Instant.parse(created.path("created").asString())).isNotNull();
    }

    @Test
    void aKeyIsTakenBackOnce() {
        var id = client.post("/keys", "{}").result().path("id").asString();

        var deleted = client.delete("/keys/" + id);
        var again = client.delete("/keys/" + id);

        assertThat(deleted.statusCode()).isEqualTo(200);
        assertThat(new String(deleted.body(), StandardCharsets.UTF_8))
                .contains("\"result\":\"Revoked\"");
        assertThat(again.statusCode()).isEqualTo(404);
        assertThat(client.get("/keys").result().toString()).doesNotContain(id);
    }

    @Test
    void keysOutlastARestartAndTheirPrivateHalvesAreNowhere() throws IOException {
        var data = directory.resolve("restarted");
        String pem;
        String jwk;
        String before;
        try (var first = Simulators.start(data)) {
            var account = new Client(first);
            var created = account.post("/keys", "").result();
            pem = created.path("pem").asString();
            jwk = created.path("jwk").asString();
            before = account.get("/keys").result().toString();
        }
        try (var second = Simulators.start(data)) {
            assertThat(new Client(second).get("/keys").result().toString()).isEqualTo(before);
        }
        var exponent = JSON.readTree(Base64.getDecoder().decode(jwk)).path("d").asString();
        assertThat(Files.readString(data.resolve("signing-keys.json")))
                .doesNotContain(pem, jwk, exponent)
                .doesNotContain("PRIVATE");
    }

    @Test
    void aTokenNamesItsVideoAndExpiresWithinTheHour() {
        var uid = client.directUpload().uid();
        var now = Instant.now().getEpochSecond();

        var claims = claims(client.post("/" + uid + "/token", "{}").result());

        assertThat(claims.propertyNames()).containsExactlyInAnyOrder("sub", "kid", "exp", "nbf");
        assertThat(claims.path("sub").asString()).isEqualTo(uid);
        // As strings, which is how Stream's own endpoint writes them.
        assertThat(claims.path("exp").isString()).isTrue();
        assertThat(claims.path("nbf").isString()).isTrue();
        assertThat(Long.parseLong(claims.path("exp").asString())).isBetween(now + 3595, now + 3660);
        assertThat(Long.parseLong(claims.path("nbf").asString())).isLessThanOrEqualTo(now - 3540);
    }

    @Test
    void aTokenSaysWhatItWasAskedToSay() {
        var uid = client.directUpload().uid();
        var exp = Instant.now().plusSeconds(7200).getEpochSecond();
        var rules = "[{\"type\":\"any\",\"action\":\"block\"}]";

        var claims =
                claims(
                        client.post(
                                        "/" + uid + "/token",
                                        """
                                        {"exp":%d,"nbf":1000,"downloadable":true,"accessRules":%s,
                                         "flags":{"original":true}}
                                        """
                                                .formatted(exp, rules))
                                .result());

        assertThat(claims.path("exp").asString()).isEqualTo(Long.toString(exp));
        assertThat(claims.path("nbf").asString()).isEqualTo("1000");
        assertThat(claims.path("downloadable").asBoolean()).isTrue();
        assertThat(claims.path("accessRules").toString()).isEqualTo(rules);
    }

    @Test
    void noBodyAtAllIsWhatTheDocumentationSendsToo() {
        var uid = client.directUpload().uid();

        assertThat(client.post("/" + uid + "/token", "").result().path("token").asString())
                .matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
    }

    @Test
    void aTokenIsSignedWithTheKeyThatIsSent() {
        var uid = client.directUpload().uid();
        var key = client.post("/keys", "").result();
        var other = client.post("/keys", "").result();
        var id = key.path("id").asString();
        var body = "{\"id\":\"%s\",\"pem\":\"%s\"}";

        var token =
                client.post("/" + uid + "/token", body.formatted(id, key.path("pem").asString()))
                        .result();
        var foreign =
                client.post("/" + uid + "/token", body.formatted(id, other.path("pem").asString()));

        assertThat(claims(token).path("kid").asString()).isEqualTo(id);
        assertThat(part(token, 0).path("kid").asString()).isEqualTo(id);
        assertThat(foreign.code()).isEqualTo(10005);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"exp\":1}",
                "{\"exp\":\"soon\"}",
                "{\"exp\":99999999999}",
                "{\"nbf\":99999999999}",
                "{\"downloadable\":1}",
                "{\"accessRules\":{}}",
                "{\"accessRules\":[{\"type\":\"any\",\"action\":\"x\"}]}",
                "{\"id\":\"x\"}",
                "{\"pem\":\"x\"}",
                "{\"id\":\"x\",\"pem\":\"x\"}"
            })
    void aTokenOutOfItsBoundsIsRefused(String body) {
        var uid = client.directUpload().uid();

        var answer = client.post("/" + uid + "/token", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo(10005);
    }

    @Test
    void aTokenLivesADayAtMost() {
        var uid = client.directUpload().uid();
        var day = Instant.now().plusSeconds(86_400);
        var path = "/" + uid + "/token";
        var body = "{\"exp\":%d}";

        assertThat(client.post(path, body.formatted(day.getEpochSecond() - 5)).status())
                .isEqualTo(200);
        assertThat(client.post(path, body.formatted(day.getEpochSecond() + 60)).status())
                .isEqualTo(400);
    }

    @Test
    void anUnknownVideoHasNoToken() {
        assertThat(client.post("/" + "0".repeat(32) + "/token", "{}").code()).isEqualTo(10003);
    }

    @Test
    void keysAndTokensNeedTheAccountsToken() {
        var stranger = new Client(simulator, "wrong");

        assertThat(stranger.post("/keys", "").code()).isEqualTo(10000);
        assertThat(stranger.get("/keys").code()).isEqualTo(10000);
        assertThat(stranger.post("/" + "0".repeat(32) + "/token", "{}").code()).isEqualTo(10000);
    }

    private static String decoded(JsonNode key, String field) {
        return new String(
                Base64.getDecoder().decode(key.path(field).asString()), StandardCharsets.UTF_8);
    }

    private static JsonNode claims(JsonNode answer) {
        return part(answer, 1);
    }

    private static JsonNode part(JsonNode answer, int index) {
        var parts = answer.path("token").asString().split("\\.", -1);
        return JSON.readTree(Base64.getUrlDecoder().decode(parts[index]));
    }
}
