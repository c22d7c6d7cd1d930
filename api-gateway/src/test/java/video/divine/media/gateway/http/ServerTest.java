package video.divine.media.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import static video.divine.media.gateway.Gateway.VIDEOS;
import static video.divine.media.gateway.Gateway.expect;

import ch.qos.logback.classic.Level;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

import reactor.core.publisher.Flux;

import video.divine.media.gateway.Gateway;
import video.divine.media.gateway.Logs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What only a real server shows: limits of headers, lines and bodies, and bytes that are no HTTP.
 */
@Timeout(60)
class ServerTest {
    final Gateway gateway = Gateway.shared();
    final WebTestClient client = gateway.overTheNetwork();
    final Logs logs = Logs.ofTheGateway();
    final Logs springs = Logs.of("org.springframework.web");

    @AfterEach
    void close() {
        logs.close();
        springs.close();
    }

    private void noBugIsLogged() {
        assertThat(logs.lines(Level.ERROR)).isEmpty();
        assertThat(springs.lines(Level.ERROR)).isEmpty();
    }

    /** Sends it as it is and answers all that comes until the server hangs up. */
    private String raw(String request) {
        var address = gateway.address();
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String get(String target) {
        return raw("GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    }

    @Test
    void anUploadWorksOverTheNetwork() {
        client.post()
                .uri(VIDEOS)
                .header(HttpHeaders.AUTHORIZATION, gateway.token(HttpMethod.POST, VIDEOS, "{}"))
                .bodyValue("{}")
                .exchange()
                .expectStatus()
                .isCreated()
                .expectHeader()
                .contentType(MediaType.APPLICATION_JSON)
                .expectBody()
                .jsonPath("$.uploadURL")
                .exists();
    }

    @Test
    void anAuthorizationOverEightKibibytesIsMalformed() {
        var response =
                client.post()
                        .uri(VIDEOS)
                        .header(HttpHeaders.AUTHORIZATION, "Nostr " + "A".repeat(9_000))
                        .bodyValue("{}")
                        .exchange();

        expect(response, 400, "{\"error\":\"bad_request\",\"reason\":\"malformed_nip98\"}");
    }

    @Test
    void headersOverSixteenKibibytesAreTooLarge() {
        var answer =
                raw(
                        "POST /v1/videos HTTP/1.1\r\nHost: x\r\nAuthorization: Nostr "
                                + "A".repeat(17 * 1024)
                                + "\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 431 ");
    }

    @Test
    void aLookupMayHoldTheLongestUrlEscaped() {
        var url = "https://vine.co/v/" + "%C3%A9".repeat(338);

        expect(
                client.get()
                        .uri(
                                URI.create(
                                        gateway.address()
                                                + "/v1/lookup?url="
                                                + url.replace("%", "%25")))
                        .exchange(),
                404,
                "{\"error\":\"not_found\"}");
    }

    @Test
    void aLineOverEightKibibytesIsTooLong() {
        assertThat(get("/v1/lookup?url=" + "a".repeat(9 * 1024))).startsWith("HTTP/1.1 414 ");
    }

    @Test
    void aBodyOfUnknownLengthIsCutOffAtTheLimit() {
        var response =
                client.post()
                        .uri(VIDEOS)
                        .header(HttpHeaders.AUTHORIZATION, "Nostr x")
                        .body(Flux.just("a".repeat(40_000)).repeat(1), String.class)
                        .exchange();

        expect(response, 413, "{\"error\":\"payload_too_large\"}");
    }

    @Test
    void aBodyThatIsAnnouncedAsTooLargeIsNotRead() {
        var head = List.of("Host: x", "Content-Length: 65537", "Expect: 100-continue");
        var answer =
                raw(
                        "POST /v1/videos HTTP/1.1\r\n"
                                + String.join("\r\n", head)
                                + "\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 413 ").contains("payload_too_large");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/lookup?vineId=%zz",
                "/v1/lookup?vineId=%",
                "/v1/videos/%zz",
                "/v1/videos/{uid}",
                "/v1/videos/a b",
                "/v1/videos/\u00ff",
                "/v1/lookup?vineId=\u00ff",
                "//",
                "/v1/videos/%00",
                "/v1/videos/../videos/a-b",
                "*",
                "http://[::1/v1/videos/abc",
                "videos"
            })
    void aStrangeTargetIsTheCallersMistake(String target) {
        var answer = get(target);

        assertThat(answer).matches("(?s)HTTP/1\\.[01] 4\\d\\d .*");
        noBugIsLogged();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n\r\n\r\n",
                "abc\r\n\r\n",
                "GET / HTTP/9.9\r\n\r\n",
                "POST /v1/videos HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length:"
                        + " 2\r\n\r\n",
                "POST /v1/videos HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
                "POST /v1/videos HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
            })
    void whatIsNoHttpIsRefusedAndNotLoggedAsABug(String bytes) {
        var answer = raw(bytes + "GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n");

        assertThat(answer).doesNotContain(" 500 ");
        noBugIsLogged();
    }

    @Test
    void aTargetInAbsoluteFormIsHeldAgainstOurOwnName() {
        var token =
                gateway.alice.token(
                        "GET",
                        "http://evil.example/v1/videos/abc/history",
                        new byte[0],
                        gateway.clock.instant());
        var answer =
                raw(
                        "GET http://evil.example/v1/videos/abc/history HTTP/1.1\r\n"
                                + "Host: evil.example\r\nAuthorization: "
                                + token
                                + "\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 403 ").contains("invalid_nip98");
    }

    @Test
    void aConnectionThatEndsInTheMiddleOfABodyIsNobodysBug() throws IOException {
        var address = gateway.address();
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream()
                    .write(
                            "POST /v1/videos HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{"
                                    .getBytes(StandardCharsets.US_ASCII));
        }

        // The server is still there, and heard of the end before this request.
        expect(client.get().uri("/livez").exchange(), 200, "{\"status\":\"UP\"}");
        noBugIsLogged();
    }
}
