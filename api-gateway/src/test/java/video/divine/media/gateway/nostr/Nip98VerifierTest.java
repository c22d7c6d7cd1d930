package video.divine.media.gateway.nostr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import video.divine.media.service.digest.Sha256;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

class Nip98VerifierTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final String BASE = "https://media.example";
    private static final byte[] BODY = "{\"vineId\":\"x\"}".getBytes(StandardCharsets.UTF_8);
    private static final SecretKey KEY = SecretKey.parse("11".repeat(32)).orElseThrow();

    private static String token(List<List<String>> tags) {
        return AuthorizationHeader.write(event(tags));
    }

    private static NostrEvent event(List<List<String>> tags) {
        var draft =
                new UnsignedEvent(
                        KEY.pubkey().hex(), NOW.getEpochSecond(), Nip98Verifier.KIND, tags, "");
        return KEY.sign(draft, new SecureRandom()).orElseThrow();
    }

    private static List<List<String>> tags(String url, String method) {
        return new ArrayList<>(List.of(List.of("u", url), List.of("method", method)));
    }

    private static List<List<String>> tags(String url, String method, List<List<String>> more) {
        var tags = tags(url, method);
        tags.addAll(more);
        return tags;
    }

    private static Nip98Result get(Nip98Settings settings, String target, String token) {
        return request(settings, "GET", target, List.of(token), new byte[0]);
    }

    private static Nip98Result request(
            Nip98Settings settings,
            String method,
            String target,
            List<String> authorization,
            byte[] body) {
        int mark = target.indexOf('?');
        var path = mark < 0 ? target : target.substring(0, mark);
        Optional<String> query =
                mark < 0 ? Optional.empty() : Optional.of(target.substring(mark + 1));
        return new Nip98Verifier(settings, new BouncyCastleSchnorr(), InstantSource.fixed(NOW))
                .verify(Nip98Request.of(method, path, query, authorization, body));
    }

    private static Nip98Settings strict(String... bases) {
        return Nip98Settings.strict(List.of(bases));
    }

    private static String base64(String json) {
        return "Nostr " + Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aGoodTokenNamesItsSignerAndItself() {
        var event = event(tags(BASE + "/v1/x", "GET"));
        assertThat(get(strict(BASE), "/v1/x", AuthorizationHeader.write(event)))
                .isEqualTo(new Nip98Result.Verified(KEY.pubkey(), event.id(), NOW));
    }

    @Test
    void noHeaderIsMissingAndTwoAreMalformed() {
        var token = token(tags(BASE + "/", "GET"));
        assertThat(request(strict(BASE), "GET", "/", List.of(), new byte[0]))
                .isEqualTo(new Nip98Result.Missing());
        assertThat(request(strict(BASE), "GET", "/", List.of(token, token), new byte[0]))
                .isInstanceOf(Nip98Result.Malformed.class);
    }

    @Test
    void aHeaderOfEightKibibytesIsReadAndALongerOneIsNot() {
        var padding = " ".repeat(8 * 1024 - token(tags(BASE + "/", "GET")).length());
        var longest = token(tags(BASE + "/", "GET")).replace("Nostr ", "Nostr " + padding);
        assertThat(longest).hasSize(8 * 1024);
        assertThat(get(strict(BASE), "/", longest)).isInstanceOf(Nip98Result.Verified.class);
        assertThat(get(strict(BASE), "/", longest.replace("Nostr ", "Nostr  ")))
                .isInstanceOf(Nip98Result.Malformed.class);
    }

    @ParameterizedTest
    @CsvSource({
        "https://media.example/v1/x, https://media.example, /v1/x, true",
        "HTTPS://Media.Example/v1/x, https://media.example, /v1/x, true",
        "https://media.example:443/v1/x#top, https://media.example, /v1/x, true",
        "https://media.example/v1/x, https://media.example:443, /v1/x, true",
        "https://media.example/v1/x, https://MEDIA.example/, /v1/x, true",
        "http://127.0.0.1:8080/v1/x, http://127.0.0.1:8080, /v1/x, true",
        "http://[::1]:80/v1/x, http://[::1], /v1/x, true",
        "https://media.example, https://media.example, /, true",
        "https://media.example?a=1, https://media.example, /?a=1, true",
        "https://media.example/api/v1/x, https://media.example/api/, /v1/x, true",
        "https://media.example/v1/x?, https://media.example, /v1/x?, true",
        "https://media.example/v1/x?, https://media.example, /v1/x, false",
        "https://media.example/V1/x, https://media.example, /v1/x, false",
        "https://media.example/v1/%78, https://media.example, /v1/x, false",
        "https://media.example/v1/%c3, https://media.example, /v1/%C3, false",
        "https://media.example:8443/v1/x, https://media.example, /v1/x, false",
        "https://media.example:80/v1/x, https://media.example, /v1/x, false",
        "https://user@media.example/v1/x, https://media.example, /v1/x, false",
        "https://media.example./v1/x, https://media.example, /v1/x, false",
        "https://media.example.evil.example/v1/x, https://media.example, /v1/x, false",
        "https://media.example\\@evil.example/v1/x, https://media.example, /v1/x, false",
        "/v1/x, https://media.example, /v1/x, false",
        "https://mar\u212a.example/v1/x, https://mark.example, /v1/x, false",
    })
    void theSignedUrlIsComparedWithFewLiberties(
            String signed, String base, String target, boolean accepted) {
        var result = get(strict(base), target, token(tags(signed, "GET")));
        assertThat(result instanceof Nip98Result.Verified).isEqualTo(accepted);
    }

    @Test
    void anyConfiguredBaseUrlMayBeSigned() {
        var both = strict("http://127.0.0.1:8080", "http://localhost:8080");
        assertThat(get(both, "/a", token(tags("http://localhost:8080/a", "GET"))))
                .isInstanceOf(Nip98Result.Verified.class);
    }

    @ParameterizedTest
    @CsvSource({
        "https://media.example/v1/x, true",
        "https://media.example/v1/x?limit=5, false",
        "https://media.example:8443/v1/x?limit=5, true",
        "https://media.example/v1/y, false",
        "https://media.example:8444/v1/x, false",
        "http://media.example/v1/x, false",
    })
    void theMobileProfileForgivesNoMoreThanPortAndQueryTogether(String signed, boolean accepted) {
        var mobile = Nip98Settings.divineMobile(List.of("https://media.example:8443"));
        var result = get(mobile, "/v1/x?limit=5", token(tags(signed, "GET")));
        assertThat(result instanceof Nip98Result.Verified).isEqualTo(accepted);
        assertThat(mobile.maxAge()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void aTagWithoutValueCounts() {
        assertThat(get(strict(BASE), "/", token(tags(BASE + "/", "GET", List.of(List.of("u"))))))
                .isInstanceOf(Nip98Result.Invalid.class);
    }

    @Test
    void twoPayloadsAreAmbiguous() {
        var payload = List.of("payload", Sha256.hex(BODY));
        var once = token(tags(BASE + "/", "POST", List.of(payload)));
        var twice = token(tags(BASE + "/", "POST", List.of(payload, payload)));
        assertThat(request(strict(BASE), "POST", "/", List.of(once), BODY))
                .isInstanceOf(Nip98Result.Verified.class);
        assertThat(request(strict(BASE), "POST", "/", List.of(twice), BODY))
                .isInstanceOf(Nip98Result.Invalid.class);
    }

    @Test
    void aPayloadIsComparedEvenWhereItIsOptional() {
        var lenient = new Nip98Settings(List.of(BASE), Nip98Settings.DEFAULT_MAX_AGE, false, false);
        var other = token(tags(BASE + "/", "POST", List.of(List.of("payload", "00".repeat(32)))));
        assertThat(request(lenient, "POST", "/", List.of(other), BODY))
                .isInstanceOf(Nip98Result.Invalid.class);
    }

    @Test
    void requestsWithoutABodyNeedNoPayload() {
        for (var method : List.of("GET", "DELETE", "POST")) {
            var token = token(tags(BASE + "/", method));
            assertThat(request(strict(BASE), method, "/", List.of(token), new byte[0]))
                    .isInstanceOf(Nip98Result.Verified.class);
        }
    }

    @Test
    void sixteenTagsAreReadAndSeventeenAreNot() {
        var tags = tags(BASE + "/", "GET");
        IntStream.range(0, 14).forEach(i -> tags.add(List.of("t", "v" + i)));
        assertThat(get(strict(BASE), "/", token(tags))).isInstanceOf(Nip98Result.Verified.class);
        tags.add(List.of("t", "one too many"));
        assertThat(get(strict(BASE), "/", token(tags))).isInstanceOf(Nip98Result.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"created_at\":99999999999999999999}",
                "{\"kind\":-1}",
                "{\"kind\":true,\"id\":null}",
                "{\"tags\":[[]]}",
                "{}",
                "null",
                "1",
                "\"event\"",
            })
    void jsonThatIsNoEventIsInvalid(String json) {
        assertThat(get(strict(BASE), "/", base64(json))).isInstanceOf(Nip98Result.Invalid.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{}}",
                "{} 1",
                "{'a':1}",
                "{\"a\":[[[[1]]]]}",
                "NaN",
                "\ufeff{}"
            })
    void whatIsNotJsonIsMalformed(String json) {
        assertThat(get(strict(BASE), "/", base64(json))).isInstanceOf(Nip98Result.Malformed.class);
    }

    @Test
    void anEscapedLoneSurrogateIsInvalid() {
        var lone = soundJson().replace("\"content\":\"\"", "\"content\":\"\\ud800\"");
        assertThat(get(strict(BASE), "/", base64(lone))).isInstanceOf(Nip98Result.Invalid.class);
    }

    @Test
    void unknownMembersAreIgnoredButNotTwice() {
        var once = soundJson().replaceFirst("\\{", "{\"extra\":{\"a\":1},");
        var twice = soundJson().replaceFirst("\\{", "{\"extra\":{\"a\":1,\"a\":2},");
        assertThat(get(strict(BASE), "/", base64(once))).isInstanceOf(Nip98Result.Verified.class);
        assertThat(get(strict(BASE), "/", base64(twice))).isInstanceOf(Nip98Result.Invalid.class);
    }

    private static String soundJson() {
        return EventJson.write(event(tags(BASE + "/", "GET")));
    }

    @Test
    void aBadRequestIsRefusedBeforeAnyCryptography() {
        SchnorrVerifier untouchable =
                (publicKey, message, signature) -> {
                    throw new AssertionError("the signature was checked");
                };
        var verifier = new Nip98Verifier(strict(BASE), untouchable, InstantSource.fixed(NOW));
        var elsewhere = token(tags("https://evil.example/", "GET"));
        var request =
                Nip98Request.of("GET", "/", Optional.empty(), List.of(elsewhere), new byte[0]);
        assertThat(verifier.verify(request)).isInstanceOf(Nip98Result.Invalid.class);
    }

    @Test
    void nothingPrintsTheToken() {
        var token = token(tags(BASE + "/", "GET"));
        var request = Nip98Request.of("GET", "/", Optional.of("k=v"), List.of(token), BODY);
        assertThat(request.toString()).doesNotContain(token.substring(6)).doesNotContain("k=v");
        var event = event(tags(BASE + "/", "GET"));
        assertThat(event.toString()).doesNotContain(event.sig());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "media.example",
                "ftp://media.example",
                "https://u:p@media.example",
                "https://media.example?a",
                "https://media.example#a",
                "https://",
                "",
            })
    void badBaseUrlsStopTheStart(String base) {
        assertThatThrownBy(() -> strict(base))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Expected a public base URL");
    }
}
