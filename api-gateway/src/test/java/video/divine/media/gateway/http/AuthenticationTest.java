package video.divine.media.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import static video.divine.media.gateway.Gateway.BASE_URL;
import static video.divine.media.gateway.Gateway.VIDEOS;
import static video.divine.media.gateway.Gateway.expect;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

import video.divine.media.gateway.Gateway;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/** NIP-98 at the routes that ask for it: 401, 400 and 403 are told apart, and nothing is done. */
class AuthenticationTest {
    private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);
    private static final String MALFORMED =
            "{\"error\":\"bad_request\",\"reason\":\"malformed_nip98\"}";
    private static final String INVALID = "{\"error\":\"forbidden\",\"reason\":\"invalid_nip98\"}";

    final Gateway gateway = Gateway.shared();

    @AfterEach
    void nothingIsDone() {
        assertThat(gateway.commands.asked()).isEmpty();
    }

    private ResponseSpec refused(String token) {
        return gateway.post(VIDEOS, "{}", token);
    }

    private static void because(ResponseSpec response, String why) {
        response.expectHeader()
                .valueEquals(
                        HttpHeaders.WWW_AUTHENTICATE, "Nostr error_description=\"" + why + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /v1/videos",
        "POST, /v1/videos/abc/aliases",
        "GET, /v1/videos/abc/history",
    })
    void aCallThatWritesOrIsTheOwnersAsksForAToken(String method, String path) {
        var response = gateway.client.method(HttpMethod.valueOf(method)).uri(path).exchange();

        expect(response, 401, "{\"error\":\"unauthorized\",\"reason\":\"missing_nip98\"}")
                .expectHeader()
                .valueEquals(HttpHeaders.WWW_AUTHENTICATE, "Nostr");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/v1/videos             | {                             | invalid_json",
                "/v1/videos             | {\"sha256\":\"ab\"}           | invalid_sha256",
                "/v1/videos             | {\"vineId\":\"a b\"}          | invalid_vine_id",
                "/v1/videos             | {\"originalUrl\":\"ftp://x/\"} | invalid_original_url",
                "/v1/videos             | {\"meta\":{\"a\":1}}          | invalid_meta",
                "/v1/videos             | {\"meta\":{\"pubkey\":\"a\"}}  | reserved_meta_key",
                "/v1/videos/abc/aliases | []                            | invalid_json",
                "/v1/videos/abc/aliases | {\"sha256\":1}                | invalid_sha256",
                "/v1/videos/abc/aliases | {\"vineId\":\"\"}             | invalid_vine_id",
                "/v1/videos/abc/aliases | {\"originalUrl\":\"x\"}       | invalid_original_url",
                "/v1/videos/a.b/aliases | {                             | invalid_uid",
            })
    void aBadBodyIsSaidBeforeAnythingAboutTheToken(String path, String body, String reason) {
        var bad = "{\"error\":\"bad_request\",\"reason\":\"" + reason + "\"}";
        var withoutToken = gateway.client.post().uri(path).bodyValue(body).exchange();

        expect(withoutToken, 400, bad).expectHeader().doesNotExist(HttpHeaders.WWW_AUTHENTICATE);
        expect(gateway.post(path, body, "Bearer abc"), 400, bad);
        expect(gateway.post(path, body, gateway.token(HttpMethod.POST, path, "{}")), 400, bad);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/videos", "/v1/videos/abc/aliases"})
    void aBodyThatIsTooLargeIsSaidBeforeAnythingAboutTheToken(String path) {
        var body = "{".repeat(64 * 1024 + 1);

        expect(
                gateway.client.post().uri(path).bodyValue(body).exchange(),
                413,
                "{\"error\":\"payload_too_large\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Nostr",
                "Nostr ",
                "Nostr !",
                "Nostr bm8ganNvbg==",
                "Bearer abc",
                "Basic YTpi",
                "abc"
            })
    void whatIsNoNip98IsMalformed(String authorization) {
        expect(refused(authorization), 400, MALFORMED);
    }

    @Test
    void anEventWithoutItsFieldsIsInvalid() {
        expect(refused("Nostr e30"), 403, INVALID);
    }

    @Test
    void anAuthorizationOverEightKibibytesIsMalformed() {
        because(
                expect(refused("Nostr " + "A".repeat(8 * 1024)), 400, MALFORMED),
                "Authorization header longer than 8 KiB");
    }

    @Test
    void twoAuthorizationsAreMalformed() {
        var token = gateway.token(HttpMethod.POST, VIDEOS, "{}");
        var response =
                gateway.client
                        .post()
                        .uri(VIDEOS)
                        .header(HttpHeaders.AUTHORIZATION, token, token)
                        .bodyValue("{}")
                        .exchange();

        expect(response, 400, MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/v1/videos",
                "http://media.example/v1/videos",
                "https://media.example:8443/v1/videos",
                "https://media.example/v1/videos/",
                "https://media.example/v1/videos?a=b",
                "https://media.example/v1/videos/abc/aliases",
                "https://media.example/V1/videos",
                "/v1/videos",
                ""
            })
    void aTokenForAnotherUrlIsInvalid(String url) {
        var token = gateway.alice.token("POST", url, BODY, gateway.clock.instant());

        expect(refused(token), 403, INVALID);
    }

    @Test
    void theHostHeaderIsNotBelieved() {
        var response =
                gateway.client
                        .post()
                        .uri(VIDEOS)
                        .header(HttpHeaders.HOST, "evil.example")
                        .header("X-Forwarded-Host", "evil.example")
                        .header("Forwarded", "host=evil.example;proto=https")
                        .header(
                                HttpHeaders.AUTHORIZATION,
                                gateway.alice.token(
                                        "POST",
                                        "https://evil.example/v1/videos",
                                        BODY,
                                        gateway.clock.instant()))
                        .bodyValue(BODY)
                        .exchange();

        expect(response, 403, INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "post"})
    void aTokenForAnotherMethodIsInvalid(String method) {
        var token = gateway.alice.token(method, BASE_URL + VIDEOS, BODY, gateway.clock.instant());

        expect(refused(token), 403, INVALID);
    }

    @Test
    void anOldTokenIsInvalid() {
        var token = gateway.token(HttpMethod.POST, VIDEOS, "{}");
        gateway.clock.advance(Duration.ofSeconds(61));

        because(
                expect(refused(token), 403, INVALID),
                "created_at is too far from the server's time");
    }

    @Test
    void aTokenOfTheFutureIsInvalid() {
        var token =
                gateway.alice.token(
                        "POST", BASE_URL + VIDEOS, BODY, gateway.clock.instant().plusSeconds(61));

        expect(refused(token), 403, INVALID);
    }

    @Test
    void aTokenForAnotherBodyIsInvalid() {
        expect(refused(gateway.token(HttpMethod.POST, VIDEOS, "{ }")), 403, INVALID);
    }

    @Test
    void aTokenThatSaysNothingOfTheBodyIsInvalid() {
        var token =
                gateway.alice.tokenWithoutPayload(
                        "POST", BASE_URL + VIDEOS, gateway.clock.instant());

        expect(refused(token), 403, INVALID);
    }

    @Test
    void aTokenWithAFlippedBitIsInvalid() {
        var token = gateway.token(HttpMethod.POST, VIDEOS, "{}");
        var json =
                new String(
                        Base64.getDecoder().decode(token.substring("Nostr ".length())),
                        StandardCharsets.UTF_8);
        int last = json.lastIndexOf("\"sig\":\"") + 7;
        var digit = json.charAt(last) == '0' ? '1' : '0';
        var flipped = json.substring(0, last) + digit + json.substring(last + 1);

        expect(
                refused(
                        "Nostr "
                                + Base64.getEncoder()
                                        .encodeToString(flipped.getBytes(StandardCharsets.UTF_8))),
                403,
                INVALID);
    }

    @Test
    void noReasonRepeatsWhatWasSent() {
        for (var token : List.of("Nostr secret", "Bearer secret")) {
            var headers =
                    refused(token).expectBody().returnResult().getResponseHeaders().toString();
            assertThat(headers).doesNotContain("secret");
        }
    }
}
