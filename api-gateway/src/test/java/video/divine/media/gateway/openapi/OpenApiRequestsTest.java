package video.divine.media.gateway.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import org.springframework.web.util.UriUtils;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.StringNode;

import video.divine.media.gateway.Gateway;
import video.divine.media.gateway.http.ApiHeaders;
import video.divine.media.gateway.nostr.TokenSigner;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What the document allows in a request is taken, and what it does not allow is refused. */
class OpenApiRequestsTest {
    private static final String ALIASES = "/v1/videos/{uid}/aliases";

    final OpenApiDocument document = OpenApiDocument.read();
    final Gateway gateway = Gateway.shared();

    static Stream<String> bodies() {
        return Stream.of(
                "{}",
                "[]",
                "1",
                "{\"other\":{\"a\":[1]}}",
                "{\"sha256\":null}",
                member("sha256", "aB".repeat(32)),
                member("sha256", "a".repeat(63)),
                member("sha256", "g".repeat(64)),
                "{\"sha256\":1}",
                member("vineId", "a".repeat(64)),
                member("vineId", "a".repeat(65)),
                member("vineId", ""),
                member("vineId", "a.b"),
                member("originalUrl", "https://vine.co/" + "a".repeat(2_032)),
                member("originalUrl", "https://vine.co/" + "a".repeat(2_033)),
                member("originalUrl", ""),
                "{\"vineId\":\"a\",\"originalUrl\":[]}");
    }

    static Stream<String> metas() {
        return Stream.of(
                        "{}",
                        "null",
                        "[]",
                        "\"a\"",
                        entries(32),
                        entries(33),
                        member("a", "x".repeat(1_024)),
                        member("a", "x".repeat(1_025)),
                        member("k".repeat(1_024), "x"),
                        member("k".repeat(1_025), "x"),
                        member("", "x"),
                        member("name", "x"),
                        member("pubkey", "x"),
                        member("commandId", "x"),
                        member("sha256", "x"),
                        member("vineId", "x"),
                        member("originalUrl", "x"),
                        "{\"a\":1}",
                        "{\"a\":null}")
                .map("{\"meta\":%s}"::formatted);
    }

    static Stream<String> files() {
        return Stream.of(
                "{\"upload\":null,\"size\":null}",
                member("upload", "basic"),
                member("upload", "tus"),
                member("upload", "TUS"),
                member("upload", ""),
                "{\"upload\":1}",
                "{\"size\":1}",
                "{\"size\":5.0}",
                "{\"size\":0}",
                "{\"size\":-1}",
                "{\"size\":1.5}",
                "{\"size\":\"1\"}",
                "{\"size\":true}",
                "{\"size\":1e3}",
                "{\"size\":1e400}",
                "{\"size\":200000001}",
                "{\"size\":30000000000}",
                "{\"size\":30000000001}",
                "{\"size\":99999999999999999999}",
                "{\"upload\":\"tus\",\"size\":null}",
                "{\"upload\":\"tus\",\"size\":1}",
                "{\"upload\":\"tus\",\"size\":30000000000}",
                "{\"upload\":\"tus\",\"size\":30000000001}",
                "{\"upload\":\"basic\",\"size\":200000000}",
                "{\"upload\":\"basic\",\"size\":200000001}",
                "{\"upload\":null,\"size\":200000001}");
    }

    private static String member(String name, String value) {
        return OpenApiDocument.JSON.writeValueAsString(
                OpenApiDocument.JSON.createObjectNode().put(name, value));
    }

    private static String entries(int count) {
        var entries = OpenApiDocument.JSON.createObjectNode();
        for (int i = 0; i < count; i++) {
            entries.put("key" + i, "x");
        }
        return OpenApiDocument.JSON.writeValueAsString(entries);
    }

    @ParameterizedTest
    @MethodSource({"bodies", "metas", "files"})
    void aBodyOfAnUploadIsTakenWhereItIsDocumented(String body) {
        assertThat(isTaken(gateway.post(Gateway.VIDEOS, body)))
                .isEqualTo(isDocumented("/v1/videos", body));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void aBodyOfAliasesIsTakenWhereItIsDocumented(String body) {
        assertThat(isTaken(gateway.post("/v1/videos/a/aliases", body)))
                .isEqualTo(isDocumented(ALIASES, body));
    }

    @ParameterizedTest
    @CsvSource({"createUpload,/v1/videos", "attachAliases,/v1/videos/a/aliases"})
    void examplesAreTaken(String operation, String path) {
        var examples = new ArrayList<JsonNode>();
        document.operation(operation)
                .node()
                .at("/requestBody/content/application~1json/examples")
                .forEach(example -> examples.add(example.path("value")));

        assertThat(examples)
                .isNotEmpty()
                .allSatisfy(
                        example ->
                                gateway.post(path, example.toString())
                                        .expectStatus()
                                        .is2xxSuccessful());
    }

    private boolean isDocumented(String path, String body) {
        var operation = document.root().path("paths").path(path).path("post");
        var schema = operation.at("/requestBody/content/application~1json/schema");
        return document.schema(schema).validate(OpenApiDocument.JSON.readTree(body)).isEmpty();
    }

    static Stream<List<String>> parameters() {
        var pubkey = new TokenSigner(1).pubkey();
        return Stream.of(
                List.of("getVideo", "uid", "a"),
                List.of("getVideo", "uid", "aZ09".repeat(8)),
                List.of("getVideo", "uid", "a".repeat(33)),
                List.of("getVideo", "uid", "a-b"),
                List.of("deleteVideo", "uid", "a_b"),
                List.of("getQuota", "pubkey", pubkey.hex()),
                List.of("getQuota", "pubkey", "A".repeat(64)),
                List.of("getQuota", "pubkey", "a".repeat(63)),
                List.of("getQuota", "pubkey", pubkey.npub()),
                List.of("getQuota", "pubkey", pubkey.npub().toUpperCase(Locale.ROOT)),
                List.of("getQuota", "pubkey", pubkey.npub().replace("npub1", "nsec1")),
                List.of("listVideos", "pubkey", "N" + pubkey.npub().substring(1)),
                List.of("listVideos", "limit", "0"),
                List.of("listVideos", "limit", "1"),
                List.of("listVideos", "limit", "100"),
                List.of("listVideos", "limit", "101"),
                List.of("listVideos", "limit", "-1"),
                List.of("lookupVideo", "sha256", "aB".repeat(32)),
                List.of("lookupVideo", "sha256", "a"),
                List.of("lookupVideo", "vineId", "a".repeat(64)),
                List.of("lookupVideo", "vineId", "a".repeat(65)),
                List.of("lookupVideo", "url", "https://vine.co/" + "a".repeat(2_032)),
                List.of("lookupVideo", "url", "https://vine.co/" + "a".repeat(2_033)),
                List.of("lookupVideo", "url", ""));
    }

    @ParameterizedTest
    @MethodSource("parameters")
    void aParameterIsTakenWhereItIsDocumented(List<String> call) {
        var operation = document.operation(call.get(0));
        var parameter = parameter(operation, call.get(1));
        var value = call.get(2);
        var path =
                operation
                        .path()
                        .replace("{" + call.get(1) + "}", value)
                        .replace("{pubkey}", "a".repeat(64));
        var uri =
                parameter.path("in").asString().equals("query")
                        ? path
                                + "?"
                                + call.get(1)
                                + "="
                                + UriUtils.encode(value, StandardCharsets.UTF_8)
                        : path;

        assertThat(
                        isTaken(
                                gateway.client
                                        .method(HttpMethod.valueOf(operation.method()))
                                        .uri(URI.create(uri))
                                        .exchange()))
                .isEqualTo(isDocumented(parameter, value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "!~", "\"8e03978e-40d5\"", "two words", "é"})
    void anIdempotencyKeyIsTakenWhereItIsDocumented(String key) {
        var parameter = parameter(document.operation("createUpload"), ApiHeaders.IDEMPOTENCY_KEY);

        assertThat(keyIsTaken(key)).isEqualTo(isDocumented(parameter, key));
        for (int length : List.of(255, 256)) {
            var filled = "k".repeat(length);
            assertThat(keyIsTaken(filled)).isEqualTo(isDocumented(parameter, filled));
        }
    }

    private boolean keyIsTaken(String key) {
        return isTaken(
                gateway.client
                        .post()
                        .uri(Gateway.VIDEOS)
                        .header(
                                HttpHeaders.AUTHORIZATION,
                                gateway.token(HttpMethod.POST, Gateway.VIDEOS, ""))
                        .header(ApiHeaders.IDEMPOTENCY_KEY, key)
                        .exchange());
    }

    private JsonNode parameter(OpenApiDocument.Operation operation, String name) {
        return Stream.concat(
                        operation.node().path("parameters").valueStream(),
                        document.root()
                                .path("paths")
                                .path(operation.path())
                                .path("parameters")
                                .valueStream())
                .map(document::resolved)
                .filter(parameter -> parameter.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No parameter " + name));
    }

    private boolean isDocumented(JsonNode parameter, String value) {
        var schema = parameter.path("schema");
        var node =
                schema.path("type").asString("").equals("integer")
                        ? LongNode.valueOf(Long.parseLong(value))
                        : StringNode.valueOf(value);
        return document.schema(schema).validate(node).isEmpty();
    }

    private static boolean isTaken(ResponseSpec response) {
        return response.expectBody().returnResult().getStatus().value() != 400;
    }
}
