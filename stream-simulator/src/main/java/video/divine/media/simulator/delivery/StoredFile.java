package video.divine.media.simulator.delivery;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/** Answers with a file, whole or in the ranges asked for. */
final class StoredFile {
    private static final Map<String, MediaType> TYPES =
            Map.of(
                    "m3u8", new MediaType("application", "vnd.apple.mpegurl"),
                    "mpd", new MediaType("application", "dash+xml"),
                    "mp4", new MediaType("video", "mp4"),
                    "m4s", new MediaType("video", "mp4"),
                    "m4a", new MediaType("audio", "mp4"),
                    "vtt", new MediaType("text", "vtt", StandardCharsets.UTF_8),
                    "jpg", MediaType.IMAGE_JPEG,
                    "gif", MediaType.IMAGE_GIF);

    private StoredFile() {}

    /** Blocks a moment for the file's size: to be called where that is allowed. */
    static Mono<ServerResponse> respond(Path file) {
        return Files.isRegularFile(file)
                ? respond(String.valueOf(file.getFileName()), new FileSystemResource(file), _ -> {})
                : ServerResponse.notFound().build();
    }

    /** The file to be kept under another name. Blocks a moment, too. */
    static Mono<ServerResponse> download(Path file, String name) {
        return respond(
                name,
                new FileSystemResource(file),
                headers ->
                        headers.setContentDisposition(
                                ContentDisposition.attachment().filename(name).build()));
    }

    /** Content of that name that is on no disk. */
    static Mono<ServerResponse> respond(String name, byte[] content) {
        return respond(name, new ByteArrayResource(content), _ -> {});
    }

    private static Mono<ServerResponse> respond(
            String name, Resource content, Consumer<HttpHeaders> headers) {
        var type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        return type == null
                ? ServerResponse.notFound().build()
                : ServerResponse.ok()
                        .contentType(type)
                        .headers(headers)
                        .body(BodyInserters.fromResource(content));
    }
}
