package video.divine.media.standalone.registry;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

/** Requests as a client of another language would send them. */
final class RawHttp implements AutoCloseable {
    static final String JSON = "application/vnd.schemaregistry.v1+json";

    private final URI base;
    private final HttpClient client = HttpClient.newHttpClient();

    RawHttp(URI base) {
        this.base = base;
    }

    /** Status and body in one line, {@code 200 {"id":1}}. */
    String get(String path) {
        return line(send("GET", path, "", JSON));
    }

    String post(String path, String body) {
        return line(send("POST", path, body, JSON));
    }

    String put(String path, String body) {
        return line(send("PUT", path, body, JSON));
    }

    String postSchema(String path, String schema) {
        return post(path, new JsonMapper().writeValueAsString(Map.of("schema", schema)));
    }

    HttpResponse<String> send(String method, String path, String body, String contentType) {
        var request =
                HttpRequest.newBuilder(URI.create(base + path))
                        .header("Content-Type", contentType)
                        .method(method, BodyPublishers.ofString(body))
                        .build();
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String line(HttpResponse<String> response) {
        return response.statusCode() + " " + response.body();
    }

    @Override
    public void close() {
        client.close();
    }
}
