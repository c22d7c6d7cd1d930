package video.divine.media.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/** A web server that files are copied from, with every way of doing it wrong. */
final class OriginServer implements AutoCloseable {
    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]+)-([0-9]+)");

    /** How it answers. */
    enum Manner {
        PROPER,
        WITHOUT_SIZE,
        WITHOUT_RANGES,
        WITH_ANOTHER_RANGE,
        REDIRECTING,
        NOT_FOUND,
        BREAKING_OFF,
        /** HEAD is answered, GET when it is released. */
        HOLDING
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<String, Manner> manners = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch released = new CountDownLatch(1);

    OriginServer() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    URI serve(String path, byte[] file, Manner manner) {
        files.put(path, file);
        manners.put(path, manner);
        return url(path);
    }

    URI url(String path) {
        return URI.create("http://localhost:" + port() + path);
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Method, Host, path and range of each. */
    List<String> requests() {
        return requests;
    }

    void release() {
        released.countDown();
    }

    @Override
    public void close() {
        release();
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var range = exchange.getRequestHeaders().getFirst("Range");
        requests.add(
                "%s %s%s %s"
                        .formatted(
                                exchange.getRequestMethod(),
                                exchange.getRequestHeaders().getFirst("Host"),
                                path,
                                range));
        try (exchange) {
            var file = files.getOrDefault(path, new byte[0]);
            var manner = manners.getOrDefault(path, Manner.NOT_FOUND);
            switch (manner) {
                case NOT_FOUND -> exchange.sendResponseHeaders(404, -1);
                case REDIRECTING -> {
                    exchange.getResponseHeaders().set("Location", url("/elsewhere").toString());
                    exchange.sendResponseHeaders(302, -1);
                }
                case PROPER,
                        WITHOUT_SIZE,
                        WITHOUT_RANGES,
                        WITH_ANOTHER_RANGE,
                        BREAKING_OFF,
                        HOLDING -> {
                    if (exchange.getRequestMethod().equals("HEAD")) {
                        head(exchange, file, manner);
                    } else {
                        get(exchange, file, String.valueOf(range), manner);
                    }
                }
            }
        }
    }

    private static void head(HttpExchange exchange, byte[] file, Manner manner) throws IOException {
        if (manner != Manner.WITHOUT_SIZE) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(file.length));
        }
        exchange.sendResponseHeaders(200, -1);
    }

    private void get(HttpExchange exchange, byte[] file, String header, Manner manner)
            throws IOException {
        var range = RANGE.matcher(header);
        if (manner == Manner.WITHOUT_RANGES || !range.matches()) {
            exchange.sendResponseHeaders(200, file.length);
            exchange.getResponseBody().write(file);
            return;
        }
        if (manner == Manner.HOLDING) {
            await();
        }
        var first = Integer.parseInt(range.group(1));
        var length = Integer.parseInt(range.group(2)) - first + 1;
        var told = manner == Manner.WITH_ANOTHER_RANGE ? first + 1 : first;
        exchange.getResponseHeaders()
                .set(
                        "Content-Range",
                        "bytes %d-%s/%d".formatted(told, range.group(2), file.length));
        exchange.sendResponseHeaders(206, length);
        exchange.getResponseBody()
                .write(file, first, manner == Manner.BREAKING_OFF ? length / 2 : length);
    }

    private void await() {
        try {
            released.await();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }
}
