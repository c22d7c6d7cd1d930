package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A client of the API over a real socket, as our gateway and a browser would be. */
final class Client {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String BOUNDARY = "a-boundary-that-is-in-no-video";

    /**
     * An answer of the API.
     *
     * @param body the envelope; a missing node where there is none
     */
    record Answer(int status, JsonNode body) {
        JsonNode result() {
            assertThat(status).as(body.toString()).isEqualTo(200);
            assertThat(body.path("success").asBoolean()).isTrue();
            assertThat(body.path("errors")).isEmpty();
            assertThat(body.path("messages")).isEmpty();
            return body.path("result");
        }

        int code() {
            assertThat(body.path("success").asBoolean(true)).as(body.toString()).isFalse();
            assertThat(body.path("result").isNull()).isTrue();
            assertThat(body.path("errors")).hasSize(1);
            return body.path("errors").path(0).path("code").asInt();
        }
    }

    /** A video that was asked for, and the link to upload it to. */
    record Ticket(String uid, URI uploadUrl) {}

    private final StreamSimulator simulator;
    private final String token;

    Client(StreamSimulator simulator) {
        this(simulator, "local");
    }

    Client(StreamSimulator simulator, String token) {
        this.simulator = simulator;
        this.token = token;
    }

    URI stream(String path) {
        return URI.create(simulator.apiBaseUri() + "/accounts/local/stream" + path);
    }

    HttpRequest.Builder authorized(URI uri) {
        return HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + token);
    }

    Answer get(String path) {
        return send(authorized(stream(path)).GET());
    }

    Answer post(String path, String body) {
        return send(authorized(stream(path)).POST(BodyPublishers.ofString(body)));
    }

    Answer put(String path, String body) {
        return send(authorized(stream(path)).PUT(BodyPublishers.ofString(body)));
    }

    HttpResponse<byte[]> delete(String path) {
        return fetch(authorized(stream(path)).DELETE());
    }

    Ticket directUpload() {
        return directUpload("{\"maxDurationSeconds\": 60}");
    }

    Ticket directUpload(String body) {
        var result = post("/direct_upload", body).result();
        return new Ticket(
                result.path("uid").asString(), URI.create(result.path("uploadURL").asString()));
    }

    Answer upload(Ticket ticket, Path file) {
        return upload(ticket.uploadUrl(), "file", TestVideos.bytes(file));
    }

    Answer upload(URI link, String part, byte[] content) {
        return send(
                HttpRequest.newBuilder(link)
                        .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                        .POST(BodyPublishers.ofByteArrays(multipart(part, content))));
    }

    static List<byte[]> multipart(String part, byte[] content) {
        var head =
                "--%s\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"v.mp4\"\r\n"
                                .formatted(BOUNDARY, part)
                        + "Content-Type: video/mp4\r\n\r\n";
        return List.of(
                head.getBytes(StandardCharsets.UTF_8),
                content,
                ("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
    }

    static String multipartType() {
        return "multipart/form-data; boundary=" + BOUNDARY;
    }

    JsonNode video(String uid) {
        return get("/" + uid).result();
    }

    static String state(JsonNode video) {
        return video.path("status").path("state").asString();
    }

    /** Uploads the file to a new video and waits for it to end. */
    JsonNode process(Path file) {
        var ticket = directUpload();
        upload(ticket, file).result();
        return awaitEnd(ticket.uid());
    }

    JsonNode awaitEnd(String uid) {
        return await(uid, video -> List.of("ready", "error").contains(state(video)));
    }

    JsonNode await(String uid, Predicate<JsonNode> condition) {
        var seen = new ArrayList<String>();
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            var video = video(uid);
            if (condition.test(video)) {
                return video;
            }
            seen.add(video.path("status").toString());
            pause();
        }
        throw new AssertionError("not within " + PATIENCE + ": " + seen);
    }

    Answer send(HttpRequest.Builder request) {
        var response = fetch(request);
        return new Answer(response.statusCode(), JSON.readTree(response.body()));
    }

    HttpResponse<byte[]> fetch(URI uri) {
        return fetch(HttpRequest.newBuilder(uri));
    }

    static HttpResponse<byte[]> fetch(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.timeout(PATIENCE).build(), BodyHandlers.ofByteArray());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** Polling, since a deadline is all that can be known of another process. */
    static void pause() {
        try {
            Thread.sleep(25);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
