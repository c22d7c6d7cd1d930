package video.divine.media.schemas.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

import javax.net.ssl.SSLException;

/** One HTTP exchange with whichever of the base URLs answers. */
final class RegistryTransport implements AutoCloseable {
    static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

    /** The largest schemas have some hundred KiB; beyond this something else is answering. */
    private static final long MAX_BODY_BYTES = 4 << 20;

    private final RegistryClientSettings settings;
    private final JsonMapper json = new JsonMapper();
    private final HttpClient client;
    private volatile int preferred;

    RegistryTransport(RegistryClientSettings settings) {
        this.settings = settings;
        // HTTP/1.1: the offer to upgrade to h2c confuses some servers when it comes with a POST.
        var builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(settings.connectTimeout());
        settings.trust().ifPresent(it -> builder.sslContext(it.context()));
        this.client = builder.build();
    }

    RegistryAnswer get(String path) {
        return exchange(path, HttpRequest.Builder::GET);
    }

    RegistryAnswer post(String path, JsonNode body) {
        var text = json.writeValueAsString(body);
        return exchange(
                path,
                request ->
                        request.header("Content-Type", MEDIA_TYPE)
                                .POST(BodyPublishers.ofString(text)));
    }

    private RegistryAnswer exchange(String path, UnaryOperator<HttpRequest.Builder> method) {
        var failures = new StringBuilder();
        @Nullable Throwable last = null;
        int count = settings.baseUrls().size();
        int first = preferred;
        for (int i = 0; i < count; i++) {
            int index = (first + i) % count;
            URI base = settings.baseUrls().get(index);
            try {
                var answer = send(base, method.apply(request(base, path)).build());
                if (!isTemporary(answer.status())) {
                    preferred = index;
                    return answer;
                }
                failures.append(' ').append(base).append(": ").append(answer.quote()).append('.');
            } catch (IOException | TimeoutException e) {
                failures.append(' ').append(base).append(": ").append(sentence(e)).append('.');
                last = e;
            }
        }
        throw new RegistryUnavailableException(
                "No schema registry gave an answer to " + path + "." + failures, last);
    }

    private HttpRequest.Builder request(URI base, String path) {
        var root = base.toString();
        var trimmed = root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
        var request =
                HttpRequest.newBuilder(URI.create(trimmed + path))
                        .timeout(settings.requestTimeout())
                        .header("Accept", MEDIA_TYPE + ", application/json");
        settings.credentials()
                .ifPresent(
                        it -> {
                            var pair = (it.user() + ":" + it.password()).getBytes(UTF_8);
                            var token = Base64.getEncoder().encodeToString(pair);
                            request.header("Authorization", "Basic " + token);
                        });
        return request;
    }

    private RegistryAnswer send(URI base, HttpRequest request)
            throws IOException, TimeoutException {
        var exchange =
                client.sendAsync(
                        request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BODY_BYTES));
        try {
            // The request's own time-out ends with the headers; this one bounds the body as well.
            HttpResponse<byte[]> response =
                    exchange.get(settings.requestTimeout().toNanos(), NANOSECONDS);
            return new RegistryAnswer(
                    response.statusCode(), parse(response.body()), base.toString());
        } catch (InterruptedException e) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            throw new RegistryUnavailableException(
                    "Interrupted while waiting for the schema registry at " + base + ".", e);
        } catch (TimeoutException e) {
            exchange.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failure -> throw failure;
                case null -> throw new IOException(e);
                case Throwable other -> throw new IllegalStateException(other);
            }
        }
    }

    private JsonNode parse(byte[] body) {
        try {
            return json.readTree(body);
        } catch (JacksonException _) {
            // A proxy's HTML. The status says what matters; the caller misses the field it wants.
            return MissingNode.getInstance();
        }
    }

    private static boolean isTemporary(int status) {
        return status >= 500 || status == 429 || status == 408;
    }

    private String sentence(Exception failure) {
        return switch (failure) {
            case TimeoutException _, java.net.http.HttpTimeoutException _ ->
                    "no answer within " + settings.requestTimeout().toMillis() + " ms";
            // ConnectException has no message of its own here.
            case java.net.ConnectException _ -> "no connection";
            case SSLException e ->
                    "no TLS connection that can be trusted, because " + e.getMessage();
            default -> failure.toString();
        };
    }

    @Override
    public void close() {
        // Not close(): that waits for exchanges which may have no end.
        client.shutdownNow();
    }
}
