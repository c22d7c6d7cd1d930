package video.divine.media.simulator.api;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.scheduler.Scheduler;

import video.divine.media.simulator.transcode.Transcoder;
import video.divine.media.simulator.video.VideoCatalogue;
import video.divine.media.simulator.webhook.Subscriptions;

import java.net.URI;
import java.time.InstantSource;

/** The routes of {@code /client/v4}. */
public final class StreamApi {
    /** What every path of the API begins with. */
    public static final String ROOT = "/client/v4";

    /** The path of everything about videos. */
    public static final String STREAM = ROOT + "/accounts/{account}/stream";

    /** Fixed words such as {@code webhook} are no uid, so the routes do not depend on order. */
    private static final String VIDEO = "/{uid:[0-9a-f]{32}}";

    private StreamApi() {}

    /**
     * All routes of the API, behind the check of account and token.
     *
     * @param more routes below {@link #STREAM} that other packages serve
     * @param uploadBase where {@code /upload/<id>} is reached
     * @param files where all that blocks runs
     */
    public static RouterFunction<ServerResponse> routes(
            String account,
            String token,
            UploadLimits limits,
            VideoCatalogue catalogue,
            VideoObject videoObject,
            Subscriptions subscriptions,
            Transcoder transcoder,
            RouterFunction<ServerResponse> more,
            URI uploadBase,
            InstantSource clock,
            Scheduler files) {
        var reader = new VideoOptionsReader(limits);
        var uploads = new DirectUploadHandler(catalogue, reader, uploadBase, clock, files);
        var videos = new VideoHandler(catalogue, videoObject, reader, transcoder, clock, files);
        var webhook = new WebhookHandler(subscriptions, files);
        return RouterFunctions.route()
                .POST(STREAM + "/direct_upload", uploads::create)
                .PUT(STREAM + "/webhook", webhook::put)
                .GET(STREAM + "/webhook", webhook::get)
                .DELETE(STREAM + "/webhook", webhook::delete)
                .add(more)
                .GET(STREAM, videos::list)
                .GET(STREAM + VIDEO, videos::get)
                .POST(STREAM + VIDEO, videos::edit)
                .DELETE(STREAM + VIDEO, videos::delete)
                // A uid of another shape is no video rather than no route.
                .GET(STREAM + "/{uid}", _ -> Envelope.refused(Refusal.notFound()))
                .DELETE(STREAM + "/{uid}", _ -> Envelope.refused(Refusal.notFound()))
                .filter(new TokenCheck(account, token))
                .build();
    }
}
