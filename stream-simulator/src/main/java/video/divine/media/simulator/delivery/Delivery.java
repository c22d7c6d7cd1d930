package video.divine.media.simulator.delivery;

import static org.springframework.web.reactive.function.server.RequestPredicates.methods;
import static org.springframework.web.reactive.function.server.RequestPredicates.path;

import static video.divine.media.simulator.delivery.Gate.Purpose.DOWNLOAD;
import static video.divine.media.simulator.delivery.Gate.Purpose.EMBEDDING;
import static video.divine.media.simulator.delivery.Gate.Purpose.PICTURES;
import static video.divine.media.simulator.delivery.Gate.Purpose.PLAYBACK;

import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.scheduler.Scheduler;

import video.divine.media.simulator.captions.Captions;
import video.divine.media.simulator.downloads.Downloads;
import video.divine.media.simulator.ffmpeg.Ffmpeg;
import video.divine.media.simulator.signing.PlaybackTokens;
import video.divine.media.simulator.video.VideoCatalogue;
import video.divine.media.simulator.video.VideoFiles;

import java.net.URI;

/** The routes of the host that Cloudflare calls {@code customer-<CODE>.cloudflarestream.com}. */
public final class Delivery {
    private Delivery() {}

    /**
     * Everything a player reads, behind the {@link Gate}.
     *
     * @param deliveryBase where {@code /<uid>/iframe} is reached
     * @param files where file work runs
     * @param images where pictures are made, one at a time
     */
    public static RouterFunction<ServerResponse> routes(
            VideoCatalogue catalogue,
            VideoFiles videoFiles,
            PlaybackTokens tokens,
            Captions captions,
            Downloads downloads,
            Ffmpeg ffmpeg,
            URI deliveryBase,
            Scheduler files,
            Scheduler images) {
        var gate = new Gate(catalogue, tokens, deliveryBase, files);
        var playback = new PlaybackHandler(videoFiles, captions);
        var thumbnails = new ThumbnailHandler(videoFiles, ffmpeg, images);
        var wholes = new WholeFileHandler(downloads);
        return RouterFunctions.route()
                .route(reading("/manifest/{file}"), gate.before(PLAYBACK, playback::manifest))
                .route(reading(Gate.WATCH), gate.before(PICTURES, playback::page))
                .route(reading(Gate.IFRAME), gate.before(EMBEDDING, playback::page))
                .route(
                        reading("/thumbnails/thumbnail.jpg"),
                        gate.before(PICTURES, thumbnails::still))
                .route(
                        reading("/thumbnails/thumbnail.gif"),
                        gate.before(PICTURES, thumbnails::animation))
                .route(reading("/downloads/{file}"), gate.before(DOWNLOAD, wholes::file))
                .build();
    }

    private static RequestPredicate reading(String path) {
        return methods(HttpMethod.GET, HttpMethod.HEAD).and(path(Gate.VIDEO + path));
    }
}
