package video.divine.media.simulator.delivery;

import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;

import video.divine.media.simulator.downloads.DownloadKind;
import video.divine.media.simulator.downloads.Downloads;
import video.divine.media.simulator.video.Video;

import java.nio.file.Files;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whole files of a video, under a name that may be chosen; 404 until they are made. Blocks. */
final class WholeFileHandler {
    /** Cloudflare's own bounds; the ending is not part of it. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,120}");

    private final Downloads downloads;

    WholeFileHandler(Downloads downloads) {
        this.downloads = downloads;
    }

    Mono<ServerResponse> file(ServerRequest request, Video video) {
        var name = Optional.ofNullable(request.queryParams().getFirst("filename"));
        if (name.filter(chosen -> !NAME.matcher(chosen).matches()).isPresent()) {
            return ServerResponse.badRequest()
                    .contentType(MediaType.TEXT_PLAIN)
                    .bodyValue("filename must be 1 to 120 of A-Z, a-z, 0-9, - and _\n");
        }
        return DownloadKind.ofFile(request.pathVariable("file"))
                .filter(kind -> Files.isRegularFile(downloads.file(video.uid(), kind)))
                .map(
                        kind ->
                                StoredFile.download(
                                        downloads.file(video.uid(), kind),
                                        name.orElse(kind.wireName()) + "." + kind.suffix()))
                .orElseGet(() -> ServerResponse.notFound().build());
    }
}
