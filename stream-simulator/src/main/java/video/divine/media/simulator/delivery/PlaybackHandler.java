package video.divine.media.simulator.delivery;

import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;

import video.divine.media.simulator.captions.Caption;
import video.divine.media.simulator.captions.CaptionLanguage;
import video.divine.media.simulator.captions.Captions;
import video.divine.media.simulator.video.Video;
import video.divine.media.simulator.video.VideoFiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Manifests, segments and a page to look at them; 404 until the video is ready. Every call blocks.
 */
final class PlaybackHandler {
    /**
     * The names that packaging gives out; anything else, slashes and dots above all, is no file.
     */
    private static final Pattern FILE_NAME =
            Pattern.compile(
                    "video\\.(m3u8|mpd)|media_\\d+\\.m3u8|init_\\d+\\.mp4|seg_\\d+_\\d+\\.m4s");

    private static final Pattern SUBTITLES =
            Pattern.compile("subtitles_([A-Za-z0-9-]+)\\.(m3u8|vtt)");

    private static final String MASTER = "video.m3u8";

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

    private final VideoFiles videoFiles;
    private final Captions captions;

    PlaybackHandler(VideoFiles videoFiles, Captions captions) {
        this.videoFiles = videoFiles;
        this.captions = captions;
    }

    Mono<ServerResponse> manifest(ServerRequest request, Video video) {
        var name = request.pathVariable("file");
        return Mono.fromCallable(() -> file(video, name)).flatMap(Function.identity());
    }

    Mono<ServerResponse> page(ServerRequest request, Video video) {
        return video.status().readyToStream()
                ? ServerResponse.ok().contentType(MediaType.TEXT_HTML).bodyValue(PAGE)
                : ServerResponse.notFound().build();
    }

    private Mono<ServerResponse> file(Video video, String name) throws IOException {
        if (!video.status().readyToStream()) {
            return ServerResponse.notFound().build();
        }
        var subtitles = SUBTITLES.matcher(name);
        if (subtitles.matches()) {
            return subtitles(video, subtitles.group(1), name);
        }
        if (!FILE_NAME.matcher(name).matches()) {
            return ServerResponse.notFound().build();
        }
        var file = videoFiles.manifest(video.uid()).resolve(name);
        return name.equals(MASTER) ? master(video, file) : StoredFile.respond(file);
    }

    private Mono<ServerResponse> master(Video video, Path file) throws IOException {
        var ready = captions.list(video.uid()).stream().filter(Caption::ready).toList();
        return ready.isEmpty()
                ? StoredFile.respond(file)
                : StoredFile.respond(
                        MASTER, SubtitlePlaylists.master(Files.readAllLines(file), ready));
    }

    private Mono<ServerResponse> subtitles(Video video, String tag, String name)
            throws IOException {
        // One spelling of a tag has one address.
        var language = CaptionLanguage.parse(tag).filter(parsed -> parsed.tag().equals(tag));
        if (language.isEmpty()) {
            return ServerResponse.notFound().build();
        }
        var text = captions.text(video.uid(), language.get());
        return text.isEmpty()
                ? ServerResponse.notFound().build()
                : StoredFile.respond(
                        name,
                        name.endsWith(".vtt")
                                ? text.get()
                                : SubtitlePlaylists.media(tag, video.source().duration()));
    }
}
