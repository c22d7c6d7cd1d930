package video.divine.media.simulator.delivery;

import org.springframework.core.io.FileSystemResource;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Answers with a file, whole or in the ranges asked for. */
final class StoredFile {
    private static final Map<String, MediaType> TYPES =
            Map.of(
                    "m3u8", new MediaType("application", "vnd.apple.mpegurl"),
                    "mpd", new MediaType("application", "dash+xml"),
                    "mp4", new MediaType("video", "mp4"),
                    "m4s", new MediaType("video", "mp4"),
                    "jpg", MediaType.IMAGE_JPEG,
                    "gif", MediaType.IMAGE_GIF);

    private StoredFile() {}

    /** Blocks a moment for the file's size: to be called where that is allowed. */
    static Mono<ServerResponse> respond(Path file) {
        var name = String.valueOf(file.getFileName());
        var type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null || !Files.isRegularFile(file)) {
            return ServerResponse.notFound().build();
        }
        return ServerResponse.ok()
                .contentType(type)
                .body(BodyInserters.fromResource(new FileSystemResource(file)));
    }
}
