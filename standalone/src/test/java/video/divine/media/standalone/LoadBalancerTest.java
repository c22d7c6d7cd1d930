package video.divine.media.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * deploy/haproxy/haproxy.cfg before gateways that are not there, break off or do not answer, where
 * there is a HAProxy on the PATH. Addresses and the longest wait are other ones; the rest is as it
 * is.
 */
@Timeout(120)
class LoadBalancerTest {
    private static final Path CONFIGURATION =
            Path.of("..", "deploy", "haproxy", "haproxy.cfg").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String STARTING = "{\"error\":\"unavailable\",\"reason\":\"starting\"}";
    private static final String OUTCOME_UNKNOWN =
            "{\"error\":\"unavailable\",\"reason\":\"outcome_unknown\"}";

    @TempDir Path directory;

    final Queue<String> seen = new ConcurrentLinkedQueue<>();
    final CountDownLatch end = new CountDownLatch(1);
    private int gatewayPort;
    private URI balancer = URI.create("http://127.0.0.1");
    private @Nullable HttpServer gateway;
    private @Nullable Process haproxy;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        assumeTrue(isInstalled(), "There is no haproxy on the PATH");
        int port;
        int nobody;
        try (var first = socket();
                var second = socket();
                var third = socket()) {
            port = first.getLocalPort();
            gatewayPort = second.getLocalPort();
            nobody = third.getLocalPort();
        }
        balancer = URI.create("http://127.0.0.1:" + port);
        var written = Files.readString(CONFIGURATION, UTF_8);
        var here =
                written.replace("bind :8080", "bind 127.0.0.1:" + port)
                        .replace("timeout server 75s", "timeout server 1s")
                        .replace(" gateway-1:8080", " 127.0.0.1:" + gatewayPort)
                        .replace(" gateway-2:8080", " 127.0.0.1:" + nobody);
        var file = Files.writeString(directory.resolve("haproxy.cfg"), here);
        haproxy = run(directory.resolve("haproxy.log"), "haproxy", "-f", file.toString());
        await().atMost(PATIENCE).ignoreExceptions().until(() -> get("/readyz") != null);
    }

    private static boolean isInstalled() throws InterruptedException {
        try {
            return run(null, "haproxy", "-v").waitFor() == 0;
        } catch (IOException e) {
            System.out.println("No haproxy here: deploy/haproxy/haproxy.cfg was not tried");
            return false;
        }
    }

    private static Process run(@Nullable Path output, String... command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        output == null
                                ? ProcessBuilder.Redirect.DISCARD
                                : ProcessBuilder.Redirect.to(output.toFile()))
                .start();
    }

    private static ServerSocket socket() throws IOException {
        return new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
    }

    @AfterEach
    void stop() throws InterruptedException {
        end.countDown();
        if (haproxy != null) {
            haproxy.destroy();
            assertThat(haproxy.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        if (gateway != null) {
            gateway.stop(0);
        }
    }

    @Test
    void withoutAGatewayItIs503AsAGatewaySaysIt() throws Exception {
        assertUnavailable(get("/v1/videos/x"), STARTING);
        assertUnavailable(post("/v1/videos"), STARTING);
    }

    @Test
    void withoutAGatewayABrowserIsLetAskSoThatItHearsOfThat() throws Exception {
        // A moment passes until the balancer knows that nobody is there.
        await().atMost(PATIENCE).until(() -> preflight().statusCode() == 200);
        var preflight = preflight();

        assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers"))
                .hasValueSatisfying(it -> assertThat(it).contains("Authorization"));
    }

    private HttpResponse<String> preflight() throws IOException, InterruptedException {
        return send(
                request("/v1/videos")
                        .method("OPTIONS", BodyPublishers.noBody())
                        .header("Origin", "https://app.example")
                        .header("Access-Control-Request-Method", "POST"));
    }

    @Test
    void whatIsForTheInsideIsNotThere() throws Exception {
        startGateway();

        for (var path : new String[] {"/metrics", "/livez", "/readyz"}) {
            var answer = get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
            assertThat(answer.body()).isEqualTo("{\"error\":\"not_found\"}");
        }
        assertThat(seen).doesNotContain("GET /metrics");
    }

    @Test
    void whatAGatewayAnswersIsPassedOn() throws Exception {
        startGateway();

        assertThat(post("/v1/videos").body()).isEqualTo(balancer.getAuthority() + " Nostr token");
        assertThat(post("/stream-failed").statusCode()).isEqualTo(502);
    }

    @Test
    void whatAGatewayBrokeOffIsSentAgainOnlyIfItChangesNothing() throws Exception {
        startGateway();

        assertUnavailable(post("/breaks-off"), OUTCOME_UNKNOWN);
        assertThat(seen).containsOnlyOnce("POST /breaks-off");
        assertUnavailable(get("/breaks-off"), STARTING);
        assertThat(seen.stream().filter("GET /breaks-off"::equals)).hasSizeGreaterThan(1);
    }

    @Test
    void whatAGatewayDoesNotAnswerIs503() throws Exception {
        startGateway();

        assertUnavailable(post("/never"), OUTCOME_UNKNOWN);
        assertUnavailable(get("/never"), STARTING);
    }

    private static void assertUnavailable(HttpResponse<String> answer, String body) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo(body);
        var headers = answer.headers();
        assertThat(headers.firstValue("Content-Type")).hasValue("application/json");
        assertThat(headers.firstValue("Retry-After")).hasValue("2");
        assertThat(headers.firstValue("Access-Control-Allow-Origin")).hasValue("*");
        assertThat(headers.firstValue("Access-Control-Expose-Headers")).hasValue("Retry-After");
    }

    /** One that the balancer knows to be ready. */
    private void startGateway() throws IOException {
        var server =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), gatewayPort), 0);
        server.setExecutor(command -> Thread.ofVirtual().start(command));
        server.createContext("/", this::answer);
        server.start();
        gateway = server;
        await().atMost(PATIENCE).until(() -> get("/v1/videos/x").statusCode() == 200);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            seen.add(exchange.getRequestMethod() + " " + path);
            exchange.getRequestBody().readAllBytes();
            switch (path) {
                case "/breaks-off" -> {}
                case "/never" -> awaitEnd();
                default -> {
                    var headers = exchange.getRequestHeaders();
                    var body = headers.getFirst("Host") + " " + headers.getFirst("Authorization");
                    var bytes = body.getBytes(UTF_8);
                    exchange.sendResponseHeaders(
                            path.equals("/stream-failed") ? 502 : 200, bytes.length);
                    exchange.getResponseBody().write(bytes);
                }
            }
        }
    }

    private void awaitEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    private HttpResponse<String> post(String path) throws IOException, InterruptedException {
        return send(
                request(path)
                        .POST(BodyPublishers.ofString("{}"))
                        .header("Authorization", "Nostr token"));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(balancer.resolve(path));
    }

    /** On a connection of its own: a kept one HAProxy just closes where a gateway breaks off. */
    private HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request.version(Version.HTTP_1_1).build(), BodyHandlers.ofString());
        }
    }
}
