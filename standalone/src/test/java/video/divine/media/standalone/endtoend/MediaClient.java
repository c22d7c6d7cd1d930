package video.divine.media.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a Nostr client does: signed requests, uploads, playback. Where there are several gateways,
 * each request goes to the next of them, whatever the one before it was answered by.
 */
public final class MediaClient {
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String BOUNDARY = "six-seconds-of-fame";

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(REQUEST_TIMEOUT)
                    .build();
    private final AtomicInteger requests = new AtomicInteger();
    private final List<String> gateways;

    /** The URLs of the gateways; the first is the one that requests are signed for. */
    public MediaClient(String... gateways) {
        this.gateways = List.of(gateways);
    }

    /** What a request is signed for, whichever gateway it goes to. */
    public String url(String path) {
        return gateways.getFirst() + path;
    }

    private String next(String path) {
        return gateways.get(Math.floorMod(requests.getAndIncrement(), gateways.size())) + path;
    }

    public Answer get(String path, String... headers) {
        return answer(request(next(path), headers).GET());
    }

    public Answer get(String path, Publisher as) {
        return get(path, "Authorization", as.authorization("GET", url(path)));
    }

    public Answer post(String path, String body, Publisher as) {
        return post(path, body, "Authorization", as.authorization("POST", url(path), body));
    }

    public Answer post(String path, String body, String... headers) {
        return answer(request(next(path), headers).POST(BodyPublishers.ofString(body)));
    }

    /**
     * Repeats a request that was answered with 503, with the same headers: "outcome unknown, repeat
     * with the same token".
     */
    public Answer postUntilAnswered(String path, String body, String... headers) {
        var deadline = Instant.now().plus(PATIENCE);
        while (true) {
            var answer = post(path, body, headers);
            if (answer.status() != 503) {
                return answer;
            }
            assertThat(answer.header("Retry-After")).isPresent();
            assertThat(Instant.now()).as("%s", answer).isBefore(deadline);
            pause();
        }
    }

    public Answer postUntilAnswered(String path, String body, Publisher as) {
        var token = as.authorization("POST", url(path), body);
        return postUntilAnswered(path, body, "Authorization", token);
    }

    public Answer delete(String path, Publisher as, String... headers) {
        var token = as.authorization("DELETE", url(path));
        return answer(request(next(path), headers).header("Authorization", token).DELETE());
    }

    /** Sends a body to any URL. */
    public Answer send(String method, String url, String body, String... headers) {
        return answer(request(url, headers).method(method, BodyPublishers.ofString(body)));
    }

    /** An upload ticket for a video, which must be granted. */
    public Answer ticket(Publisher as, String body) {
        var answer = post("/v1/videos", body, as);
        assertThat(answer.status()).as("%s", answer).isEqualTo(201);
        return answer;
    }

    /** Uploads a file as a browser's form does. */
    public Answer upload(String uploadUrl, Path file) {
        var head =
                "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\nContent-Type: video/mp4\r\n\r\n"
                        .formatted(BOUNDARY, file.getFileName());
        var tail = "\r\n--%s--\r\n".formatted(BOUNDARY);
        try {
            return answer(
                    request(uploadUrl, "Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                            .POST(
                                    BodyPublishers.concat(
                                            BodyPublishers.ofString(head),
                                            BodyPublishers.ofFile(file),
                                            BodyPublishers.ofString(tail))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The video, once it has this status; fails when that takes too long. */
    public Answer await(String uid, String status) {
        var deadline = Instant.now().plus(PATIENCE);
        while (true) {
            var video = get("/v1/videos/" + uid);
            if (video.text("status").equals(status)) {
                return video;
            }
            assertThat(Instant.now())
                    .as("%s becomes %s, but is %s", uid, status, video)
                    .isBefore(deadline);
            pause();
        }
    }

    /** Downloads into a file; must succeed. */
    public Path download(String url, Path file) {
        try {
            var response = http.send(request(url).GET().build(), BodyHandlers.ofFile(file));
            assertThat(response.statusCode()).as(url).isEqualTo(200);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Any URL, as text. */
    public Answer fetch(String url, String... headers) {
        return answer(request(url, headers).GET());
    }

    /** All of them at the same time, each on a thread and a connection of its own. */
    public static <T> List<T> atOnce(List<? extends Callable<T>> calls) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.invokeAll(calls).stream().map(MediaClient::result).toList();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static HttpRequest.Builder request(String url, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(url)).timeout(REQUEST_TIMEOUT);
        return headers.length == 0 ? request : request.headers(headers);
    }

    private Answer answer(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response =
                    http.send(request.build(), BodyHandlers.ofString(UTF_8));
            return new Answer(response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(50));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new IllegalStateException(cause);
    }
}
