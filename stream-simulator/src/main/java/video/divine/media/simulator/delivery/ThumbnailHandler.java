package video.divine.media.simulator.delivery;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import video.divine.media.simulator.ffmpeg.Ffmpeg;
import video.divine.media.simulator.storage.DurableFile;
import video.divine.media.simulator.video.Video;
import video.divine.media.simulator.video.VideoFiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/** Pictures of a ready video, made when first asked for and then kept. */
final class ThumbnailHandler {
    private static final Logger log = LoggerFactory.getLogger(ThumbnailHandler.class);
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final VideoFiles videoFiles;
    private final Ffmpeg ffmpeg;
    private final Scheduler images;

    /**
     * @param images one thread: two requests for one picture then make it once, and ffmpeg's load
     *     stays bounded
     */
    ThumbnailHandler(VideoFiles videoFiles, Ffmpeg ffmpeg, Scheduler images) {
        this.videoFiles = videoFiles;
        this.ffmpeg = ffmpeg;
        this.images = images;
    }

    Mono<ServerResponse> still(ServerRequest request, Video video) {
        return respond(request, video, ImageFormat.JPG);
    }

    Mono<ServerResponse> animation(ServerRequest request, Video video) {
        return respond(request, video, ImageFormat.GIF);
    }

    private Mono<ServerResponse> respond(ServerRequest request, Video video, ImageFormat format) {
        if (!video.status().readyToStream()) {
            return ServerResponse.notFound().build();
        }
        return ImageRequest.read(request.queryParams())
                .map(image -> Mono.fromCallable(() -> picture(video, image, format)))
                .map(made -> made.subscribeOn(images).flatMap(StoredFile::respond))
                .orElseGet(
                        () ->
                                ServerResponse.badRequest()
                                        .contentType(MediaType.TEXT_PLAIN)
                                        .bodyValue("a thumbnail parameter is not valid\n"));
    }

    private Path picture(Video video, ImageRequest request, ImageFormat format) throws IOException {
        var folder = videoFiles.thumbnails(video.uid());
        var target = folder.resolve(ImageCommand.fileName(video, request, format));
        if (Files.notExists(target) && Files.isDirectory(folder)) {
            make(video, request, format, target);
        }
        return target;
    }

    /** Under another name first: a picture that is there is whole. */
    private void make(Video video, ImageRequest request, ImageFormat format, Path target)
            throws IOException {
        var unfinished = target.resolveSibling(target.getFileName() + DurableFile.TEMPORARY_SUFFIX);
        var source = videoFiles.source(video.uid());
        var result =
                ffmpeg.run(
                        ImageCommand.arguments(video, request, format, source, unfinished),
                        DEADLINE,
                        _ -> {});
        if (result.succeeded() && Files.exists(unfinished)) {
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        } else {
            log.warn("no thumbnail of video {}: {}", video.uid(), result.errors());
        }
    }
}
