package video.divine.media.simulator.delivery;

import static org.springframework.web.reactive.function.server.RequestPredicates.methods;
import static org.springframework.web.reactive.function.server.RequestPredicates.path;

import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.scheduler.Scheduler;

import video.divine.media.simulator.ffmpeg.Ffmpeg;
import video.divine.media.simulator.video.VideoCatalogue;
import video.divine.media.simulator.video.VideoFiles;

/** The routes of the host that Cloudflare calls {@code customer-<CODE>.cloudflarestream.com}. */
public final class Delivery {
    private static final String VIDEO = "/{uid:[0-9a-f]{32}}";

    private Delivery() {}

    /**
     * Everything a player reads; nothing here needs a token.
     *
     * @param files where file work runs
     * @param images where pictures are made, one at a time
     */
    public static RouterFunction<ServerResponse> routes(
            VideoCatalogue catalogue,
            VideoFiles videoFiles,
            Ffmpeg ffmpeg,
            Scheduler files,
            Scheduler images) {
        var playback = new PlaybackHandler(catalogue, videoFiles, files);
        var thumbnails = new ThumbnailHandler(catalogue, videoFiles, ffmpeg, images);
        var reading = methods(HttpMethod.GET, HttpMethod.HEAD);
        return RouterFunctions.route()
                .route(reading.and(path(VIDEO + "/manifest/{file}")), playback::manifest)
                .route(reading.and(path(VIDEO + "/watch")), playback::page)
                .route(reading.and(path(VIDEO + "/iframe")), playback::page)
                .route(reading.and(path(VIDEO + "/thumbnails/thumbnail.jpg")), thumbnails::still)
                .route(
                        reading.and(path(VIDEO + "/thumbnails/thumbnail.gif")),
                        thumbnails::animation)
                .build();
    }
}
