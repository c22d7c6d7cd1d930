package video.divine.media.standalone.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A schema registry behind Confluent's REST API, its schemas in one compacted topic.
 *
 * <p>Ids are given from 1 upwards, are the same for equal schemas in every subject, and survive
 * restarts: what a server acknowledged has been committed to the log and read back. Two servers on
 * one log do no harm; they take the writing from each other. The default rule is
 * BACKWARD_TRANSITIVE.
 *
 * <p>There is no authentication. Requests with a body must name a JSON content type, which keeps
 * the pages of a browser on the same machine from writing.
 */
public final class RegistryServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryServer.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

    /** Below the largest record Kafka takes, as the schema is written with little around it. */
    private static final int MAX_BODY_BYTES = 900_000;

    private final HttpServer server;
    private final ExecutorService threads;
    private final SchemaLog log;
    private final Routes routes;
    private final String host;

    private RegistryServer(
            RegistrySettings settings,
            HttpServer server,
            SchemaCatalogue catalogue,
            SchemaLog log) {
        this.host = settings.host();
        this.server = server;
        this.log = log;
        this.routes = new Routes(new Reads(catalogue), new Writes(catalogue, log));
        this.threads = Executors.newVirtualThreadPerTaskExecutor();
    }

    /**
     * Replays the log, then serves.
     *
     * @throws RegistryStartException if the port is taken, Kafka does not answer, or the topic is
     *     not fit to hold schemas
     */
    public static RegistryServer start(RegistrySettings settings) {
        // Bound first, since that fails fast; it answers only once it knows its schemas.
        var server = bind(settings);
        try {
            var catalogue = new SchemaCatalogue();
            var log = SchemaLog.open(settings, catalogue);
            var registry = new RegistryServer(settings, server, catalogue, log);
            server.setExecutor(task -> registry.threads.execute(withOwnClasses(task)));
            server.createContext("/", registry::handle);
            server.start();
            return registry;
        } catch (RuntimeException e) {
            server.stop(0);
            throw e;
        }
    }

    /**
     * Kafka's clients find classes through the thread's context loader, which the JDK's server
     * leaves at the system loader: an executable jar keeps nothing there.
     */
    private static Runnable withOwnClasses(Runnable task) {
        return () -> {
            Thread.currentThread().setContextClassLoader(RegistryServer.class.getClassLoader());
            task.run();
        };
    }

    /** The base URL for clients. */
    public URI uri() {
        var name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return URI.create("http://" + name + ":" + server.getAddress().getPort());
    }

    /** Lets requests in flight finish for a second, then stops. */
    @Override
    public void close() {
        server.stop(1);
        threads.shutdownNow();
        log.close();
    }

    private static HttpServer bind(RegistrySettings settings) {
        var address = new InetSocketAddress(settings.host(), settings.port());
        try {
            return HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new RegistryStartException(
                    "The schema registry cannot listen on %s:%d: %s."
                            .formatted(settings.host(), settings.port(), e.getMessage()),
                    e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Reply reply;
            try {
                reply = answer(exchange);
            } catch (RuntimeException e) {
                // A bug. Without an answer the client would wait for its time-out.
                LOG.error("{} {} failed", exchange.getRequestMethod(), exchange.getRequestURI(), e);
                reply = Reply.problem(500, 50001, "Internal error");
            }
            send(exchange, reply);
        }
    }

    private Reply answer(HttpExchange exchange) throws IOException {
        var method = exchange.getRequestMethod();
        JsonNode body = MissingNode.getInstance();
        if (method.equals("POST") || method.equals("PUT")) {
            if (!isJson(exchange.getRequestHeaders().getFirst("Content-Type"))) {
                return Reply.problem(415, 415, "HTTP 415 Unsupported Media Type");
            }
            byte[] bytes = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
            if (bytes.length > MAX_BODY_BYTES) {
                return Reply.problem(413, 413, "A body may have " + MAX_BODY_BYTES + " bytes.");
            }
            try {
                body = JSON.readTree(bytes);
            } catch (JacksonException _) {
                return Reply.problem(400, 400, "The body is not JSON.");
            }
        }
        List<String> path;
        Map<String, String> query;
        try {
            path = segments(exchange.getRequestURI().getRawPath());
            query = parameters(exchange.getRequestURI().getRawQuery());
        } catch (IllegalArgumentException _) {
            return Reply.problem(400, 400, "The URL is not well-formed.");
        }
        return routes.answer(new Request(method, path, query, body));
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", MEDIA_TYPE);
        reply.allow().ifPresent(it -> headers.set("Allow", it));
        var bytes = JSON.writeValueAsBytes(reply.body());
        boolean silent = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(reply.status(), silent ? -1 : bytes.length);
        if (!silent) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        var type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return type.startsWith("application/") && type.endsWith("json");
    }

    /** Decoded one by one: a subject may hold an escaped slash. */
    private static List<String> segments(String rawPath) {
        return Arrays.stream(rawPath.split("/", -1))
                .filter(it -> !it.isEmpty())
                .map(it -> URLDecoder.decode(it.replace("+", "%2B"), UTF_8))
                .toList();
    }

    private static Map<String, String> parameters(@Nullable String rawQuery) {
        var parameters = new HashMap<String, String>();
        for (var pair : Optional.ofNullable(rawQuery).orElse("").split("&", -1)) {
            var parts = pair.split("=", 2);
            parameters.put(
                    URLDecoder.decode(parts[0], UTF_8),
                    parts.length == 2 ? URLDecoder.decode(parts[1], UTF_8) : "true");
        }
        return parameters;
    }
}
