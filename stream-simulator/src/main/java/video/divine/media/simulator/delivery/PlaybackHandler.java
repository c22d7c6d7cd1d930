package video.divine.media.simulator.delivery;

import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import video.divine.media.simulator.video.Video;
import video.divine.media.simulator.video.VideoCatalogue;
import video.divine.media.simulator.video.VideoFiles;

import java.util.Optional;
import java.util.regex.Pattern;

/** Manifests, segments and a page to look at them; 404 until the video is ready. */
final class PlaybackHandler {
    /**
     * The names that packaging gives out; anything else, slashes and dots above all, is no file.
     */
    private static final Pattern FILE_NAME =
            Pattern.compile(
                    "video\\.(m3u8|mpd)|media_\\d+\\.m3u8|init_\\d+\\.mp4|seg_\\d+_\\d+\\.m4s");

    /** Addresses are relative, so the page is the same for every video and every host. */
    private static final String PAGE =
            """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>Video</title>
            <style>html,body,video{margin:0;width:100%;height:100%;background:#000}</style>
            <video controls playsinline poster="thumbnails/thumbnail.jpg" src="manifest/video.m3u8">
            This browser does not play HLS by itself.
            </video>
            </html>
            """;

    private final VideoCatalogue catalogue;
    private final VideoFiles videoFiles;
    private final Scheduler files;

    PlaybackHandler(VideoCatalogue catalogue, VideoFiles videoFiles, Scheduler files) {
        this.catalogue = catalogue;
        this.videoFiles = videoFiles;
        this.files = files;
    }

    Mono<ServerResponse> manifest(ServerRequest request) {
        var name = request.pathVariable("file");
        return playable(request)
                .filter(_ -> FILE_NAME.matcher(name).matches())
                .map(video -> videoFiles.manifest(video.uid()).resolve(name))
                .map(file -> Mono.defer(() -> StoredFile.respond(file)).subscribeOn(files))
                .orElseGet(() -> ServerResponse.notFound().build());
    }

    Mono<ServerResponse> page(ServerRequest request) {
        return playable(request).isPresent()
                ? ServerResponse.ok().contentType(MediaType.TEXT_HTML).bodyValue(PAGE)
                : ServerResponse.notFound().build();
    }

    private Optional<Video> playable(ServerRequest request) {
        return catalogue
                .find(request.pathVariable("uid"))
                .filter(video -> video.status().readyToStream());
    }
}
