package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;

/** Resumable uploads, request by request. */
final class Tus {
    /** The smallest that Cloudflare takes, but for the last one. */
    static final int CHUNK = 5_242_880;

    /** An upload that was begun. */
    record Upload(String uid, URI location) {}

    private final Client client;

    Tus(Client client) {
        this.client = client;
    }

    Upload create(long length) {
        return create(length, "");
    }

    Upload create(long length, String metadata) {
        var response = Client.fetch(creation(length).header("Upload-Metadata", metadata));
        assertThat(response.statusCode())
                .as(new String(response.body(), StandardCharsets.UTF_8))
                .isEqualTo(201);
        assertThat(header(response, "Tus-Resumable")).isEqualTo("1.0.0");
        return new Upload(
                header(response, "stream-media-id"), URI.create(header(response, "Location")));
    }

    HttpRequest.Builder creation(long length) {
        return client.authorized(client.stream("?direct_user=true"))
                .header("Tus-Resumable", "1.0.0")
                .header("Upload-Length", Long.toString(length))
                .POST(BodyPublishers.noBody());
    }

    static String metadata(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + " " + base64(entry.getValue()))
                .collect(Collectors.joining(","));
    }

    static String base64(String value) {
        return Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
    }

    static HttpRequest.Builder request(Upload upload) {
        return HttpRequest.newBuilder(upload.location()).header("Tus-Resumable", "1.0.0");
    }

    static HttpRequest.Builder chunk(Upload upload, long offset) {
        return request(upload)
                .header("Upload-Offset", Long.toString(offset))
                .header("Content-Type", "application/offset+octet-stream");
    }

    static HttpRequest.Builder patch(Upload upload, long offset, byte[] content) {
        return chunk(upload, offset).method("PATCH", BodyPublishers.ofByteArray(content));
    }

    static HttpResponse<byte[]> head(Upload upload) {
        return Client.fetch(request(upload).HEAD());
    }

    static long offset(Upload upload) {
        var response = head(upload);
        assertThat(response.statusCode()).isEqualTo(200);
        return Long.parseLong(header(response, "Upload-Offset"));
    }

    /** Sends the rest in the smallest chunks that are allowed. */
    static void finish(Upload upload, byte[] content, long from) {
        for (var offset = from; offset < content.length; offset += CHUNK) {
            var response = Client.fetch(patch(upload, offset, slice(content, offset, CHUNK)));
            assertThat(response.statusCode())
                    .as(new String(response.body(), StandardCharsets.UTF_8))
                    .isEqualTo(204);
        }
    }

    static byte[] slice(byte[] content, long from, int size) {
        return Arrays.copyOfRange(content, (int) from, (int) Math.min(content.length, from + size));
    }

    /** A connection on which a chunk has been begun, and so many bytes of it sent. */
    static Socket begun(Upload upload, long offset, byte[] content, long announced)
            throws IOException {
        var socket = new Socket(upload.location().getHost(), upload.location().getPort());
        socket.getOutputStream()
                .write(
                        """
                        PATCH %s HTTP/1.1\r
                        Host: x\r
                        Tus-Resumable: 1.0.0\r
                        Upload-Offset: %d\r
                        Content-Length: %d\r
                        Content-Type: application/offset+octet-stream\r
                        \r
                        """
                                .formatted(upload.location().getPath(), offset, announced)
                                .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(content);
        socket.getOutputStream().flush();
        return socket;
    }

    static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
