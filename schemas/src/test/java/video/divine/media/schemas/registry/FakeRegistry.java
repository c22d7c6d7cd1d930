package video.divine.media.schemas.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import javax.net.ssl.SSLContext;

/** A registry over HTTP that says what the test tells it to, and keeps what it was asked. */
final class FakeRegistry implements AutoCloseable {
    interface Script {
        void answer(HttpExchange exchange) throws IOException;
    }

    record Call(String line, String authorization, String contentType, String body) {}

    private final HttpServer server;
    private final String scheme;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private volatile Script script;

    FakeRegistry(Script script) throws IOException {
        this(HttpServer.create(loopback(), 0), "http", script);
    }

    /** Over TLS. */
    FakeRegistry(SSLContext tls, Script script) throws IOException {
        this(https(tls), "https", script);
    }

    private FakeRegistry(HttpServer server, String scheme, Script script) {
        this.server = server;
        this.scheme = scheme;
        this.script = script;
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    private static HttpServer https(SSLContext tls) throws IOException {
        var server = HttpsServer.create(loopback(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return server;
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    static Script answering(int status, String body) {
        return exchange -> {
            var bytes = body.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    void now(Script other) {
        script = other;
    }

    URI uri() {
        return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
    }

    List<Call> calls() {
        return List.copyOf(calls);
    }

    private void handle(HttpExchange exchange) throws IOException {
        var headers = exchange.getRequestHeaders();
        calls.add(
                new Call(
                        exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                        String.valueOf(headers.getFirst("Authorization")),
                        String.valueOf(headers.getFirst("Content-Type")),
                        new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
        try (exchange) {
            script.answer(exchange);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
