package video.divine.media.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.reactive.server.WebTestClient;

import video.divine.media.gateway.Gateway;

import java.net.URI;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** However strange the requests are, the series they are counted in are few. */
class CardinalityTest {
    private static final Pattern TAG = Pattern.compile("uri=\"([^\"]*)\"");
    private static final int FLOOD = 200;

    final Random random = new Random(1);
    final Gateway gateway = Gateway.start(Map.of());
    final WebTestClient client = gateway.overTheNetwork();

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void seriesDoNotGrowWithPathsUidsPubkeysAndMethods() {
        // Else the first question after a flood is counted between it and the second.
        series();
        flood();
        var once = series();
        flood();
        var twice = series();

        assertThat(twice).isEqualTo(once);
        assertThat(once).hasSizeLessThan(700);
        assertThat(uris(once))
                .containsExactlyInAnyOrder(
                        "/livez",
                        "/metrics",
                        "/v1/lookup",
                        "/v1/users/{pubkey}/quota",
                        "/v1/users/{pubkey}/videos",
                        "/v1/videos",
                        "/v1/videos/{uid}",
                        "/v1/videos/{uid}/aliases",
                        "/v1/videos/{uid}/history",
                        "NOT_FOUND");
    }

    private void flood() {
        for (var round = 0; round < FLOOD; round++) {
            for (var path :
                    List.of(
                            "/" + hex(8),
                            "/v1/" + hex(8) + "/" + hex(8),
                            "/v1/videos/" + hex(16),
                            "/v1/videos/" + hex(16) + "/history",
                            "/v1/users/" + hex(32) + "/videos?cursor=" + hex(8),
                            "/v1/users/" + hex(4) + "/quota",
                            "/v1/lookup?vineId=" + hex(8),
                            "/v1/lookup?sha256=" + hex(8),
                            "/livez?" + hex(8))) {
                ask(HttpMethod.GET, path);
            }
            ask(HttpMethod.POST, "/v1/videos");
            ask(HttpMethod.POST, "/v1/videos/" + hex(16) + "/aliases");
            ask(HttpMethod.DELETE, "/v1/videos/" + hex(16));
            ask(strange(), "/v1/videos");
            ask(strange(), "/" + hex(4));
        }
    }

    private void ask(HttpMethod method, String path) {
        client.method(method)
                .uri(URI.create(gateway.address() + path))
                .header("traceparent", "00-" + hex(16) + "-" + hex(8) + "-01")
                .header("User-Agent", hex(8))
                .exchange()
                .expectBody()
                .returnResult();
    }

    private HttpMethod strange() {
        return HttpMethod.valueOf("M" + hex(4).toUpperCase(Locale.ROOT));
    }

    private String hex(int bytes) {
        var some = new byte[bytes];
        random.nextBytes(some);
        return HexFormat.of().formatHex(some);
    }

    /** Of requests that ended: names and labels, without the values. */
    private Set<String> series() {
        var text =
                client.get()
                        .uri("/metrics")
                        .exchange()
                        .expectBody(String.class)
                        .returnResult()
                        .getResponseBody();
        return Objects.requireNonNull(text)
                .lines()
                .filter(line -> line.startsWith("http_server_requests_seconds"))
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> uris(Set<String> series) {
        return series.stream()
                .flatMap(line -> TAG.matcher(line).results())
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toSet());
    }
}
