package video.divine.media.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Someone who subscribed to webhooks, with answers to choose. */
final class WebhookReceiver implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** One POST as it came in. */
    record Delivery(String path, String signature, String contentType, String body) {
        JsonNode video() {
            return JSON.readTree(body);
        }
    }

    private final HttpServer server;
    private final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
    private final ConcurrentLinkedQueue<Integer> answers = new ConcurrentLinkedQueue<>();
    private volatile CountDownLatch released = new CountDownLatch(0);

    WebhookReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::receive);
        server.start();
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    /** The next answers in this order; then 200. */
    void answer(int... statuses) {
        for (var status : statuses) {
            answers.add(status);
        }
    }

    /** Takes what comes, but answers nothing until it is released. */
    void hold() {
        released = new CountDownLatch(1);
    }

    void release() {
        released.countDown();
    }

    Delivery next() throws InterruptedException {
        return Objects.requireNonNull(
                deliveries.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS),
                "no webhook within " + PATIENCE);
    }

    /** What has come and was not asked for yet. */
    List<Delivery> taken() {
        var taken = new ArrayList<Delivery>();
        deliveries.drainTo(taken);
        return List.copyOf(taken);
    }

    boolean isQuietFor(Duration time) throws InterruptedException {
        return deliveries.poll(time.toMillis(), TimeUnit.MILLISECONDS) == null;
    }

    @Override
    public void close() {
        release();
        server.stop(0);
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            var headers = exchange.getRequestHeaders();
            deliveries.add(
                    new Delivery(
                            exchange.getRequestURI().getPath(),
                            String.valueOf(headers.getFirst("Webhook-Signature")),
                            String.valueOf(headers.getFirst("Content-Type")),
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8)));
            released.await();
            var status = answers.poll();
            exchange.sendResponseHeaders(status == null ? 200 : status, -1);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
