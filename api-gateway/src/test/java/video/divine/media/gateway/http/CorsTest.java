package video.divine.media.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

import video.divine.media.gateway.Gateway;

import java.util.List;

/** What a browser asks before, and what it lets a page see after. */
class CorsTest {
    private static final String ORIGIN = "https://app.example";

    final Gateway gateway = Gateway.shared();
    final WebTestClient client = gateway.overTheNetwork();

    private ResponseSpec preflight(String path, String method, String headers) {
        return client.options()
                .uri(path)
                .header(HttpHeaders.ORIGIN, ORIGIN)
                .header(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD, method)
                .header(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS, headers)
                .exchange();
    }

    private static HttpHeaders headers(ResponseSpec response) {
        return response.expectBody().returnResult().getResponseHeaders();
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/videos,             POST",
        "/v1/videos/abc,         GET",
        "/v1/videos/abc,         DELETE",
        "/v1/videos/abc/aliases, POST",
        "/v1/videos/abc/history, GET",
        "/v1/users/x/videos,     GET",
    })
    void aPageMayAskForEachCall(String path, String method) {
        var response = preflight(path, method, "authorization,content-type,idempotency-key");

        response.expectStatus().isOk();
        var headers = headers(response);
        assertThat(headers.getAccessControlAllowOrigin()).isEqualTo("*");
        assertThat(headers.getAccessControlAllowMethods())
                .containsExactlyInAnyOrder(HttpMethod.GET, HttpMethod.POST, HttpMethod.DELETE);
        assertThat(headers.getAccessControlAllowHeaders())
                .containsExactlyInAnyOrder("authorization", "content-type", "idempotency-key");
        assertThat(headers.getAccessControlMaxAge()).isEqualTo(86_400);
        assertThat(headers.getAccessControlAllowCredentials()).isFalse();
    }

    @Test
    void aPageMayAskWhetherAVideoChanged() {
        preflight("/v1/videos/abc", "GET", "if-none-match").expectStatus().isOk();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH"})
    void aPageMayNotUseAMethodThatNoCallHas(String method) {
        preflight("/v1/videos/abc", method, "authorization").expectStatus().isForbidden();
    }

    @Test
    void aPageSeesTheHeadersThatItNeeds() {
        var exposed =
                List.of(
                        "Location",
                        "Retry-After",
                        "RateLimit",
                        "RateLimit-Policy",
                        "ETag",
                        "WWW-Authenticate",
                        "Idempotent-Replay",
                        "X-Served-By");
        var upload =
                client.post()
                        .uri(Gateway.VIDEOS)
                        .header(HttpHeaders.ORIGIN, ORIGIN)
                        .header(
                                HttpHeaders.AUTHORIZATION,
                                gateway.token(HttpMethod.POST, Gateway.VIDEOS, "{}"))
                        .bodyValue("{}")
                        .exchange();

        upload.expectStatus().isCreated();
        var headers = headers(upload);
        assertThat(headers.getAccessControlAllowOrigin()).isEqualTo("*");
        assertThat(headers.getAccessControlExposeHeaders())
                .containsExactlyInAnyOrderElementsOf(exposed);
    }

    @ParameterizedTest
    @CsvSource({
        "POST,  /v1/videos,     401",
        "GET,   /v1/videos/a-b, 400",
        "GET,   /v1/videos/abc, 404",
        "GET,   /nowhere,       404",
        "POST,  /v1/videos/abc, 405",
    })
    void aPageSeesWhatWentWrong(String method, String path, int status) {
        var response =
                client.method(HttpMethod.valueOf(method))
                        .uri(path)
                        .header(HttpHeaders.ORIGIN, ORIGIN)
                        .exchange();

        response.expectStatus().isEqualTo(status);
        assertThat(headers(response).getAccessControlAllowOrigin()).isEqualTo("*");
    }

    @Test
    void withoutAnOriginNothingIsSaidOfIt() {
        var headers = headers(client.get().uri("/v1/videos/abc").exchange());

        assertThat(headers.getAccessControlAllowOrigin()).isNull();
    }

    @Test
    void anOptionsThatIsNoPreflightIsAMethodLikeAnyOther() {
        client.options()
                .uri("/v1/videos/abc")
                .exchange()
                .expectStatus()
                .isEqualTo(405)
                .expectHeader()
                .valueEquals(HttpHeaders.ALLOW, "GET,DELETE");
    }
}
