package video.divine.media.simulator.api;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.scheduler.Scheduler;

import video.divine.media.simulator.quota.AccountQuota;
import video.divine.media.simulator.transcode.Transcoder;
import video.divine.media.simulator.video.Video;
import video.divine.media.simulator.video.VideoCatalogue;
import video.divine.media.simulator.webhook.EarlyNotices;
import video.divine.media.simulator.webhook.Subscriptions;

import java.net.URI;
import java.time.InstantSource;
import java.util.function.Predicate;

/** The routes of {@code /client/v4}. */
public final class StreamApi {
    /** What every path of the API begins with. */
    public static final String ROOT = "/client/v4";

    /** The path of everything about videos. */
    public static final String STREAM = ROOT + "/accounts/{account}/stream";

    /** Fixed words such as {@code webhook} are no uid, so the routes do not depend on order. */
    static final String VIDEO = "/{uid:[0-9a-f]{32}}";

    private StreamApi() {}

    /** Whether a request of this path is one to the API, known to it or not. */
    public static boolean isCall(String path) {
        return path.startsWith(ROOT + "/");
    }

    /** More routes of the API, behind the same check; to be asked before {@link #routes}. */
    public static RouterFunction<ServerResponse> guarded(
            String account, String token, RouterFunction<ServerResponse> routes) {
        return routes.filter(new TokenCheck(account, token));
    }

    /**
     * The routes that no other handler has, behind the check of account and token.
     *
     * @param shown what gets and lists are to show
     * @param uploadBase where {@code /upload/<id>} is reached
     * @param files where all that blocks runs
     */
    public static RouterFunction<ServerResponse> routes(
            String account,
            String token,
            VideoCatalogue catalogue,
            AccountQuota quota,
            VideoObject videoObject,
            VideoOptionsReader reader,
            Subscriptions subscriptions,
            Transcoder transcoder,
            EarlyNotices earlyNotices,
            Predicate<Video> shown,
            URI uploadBase,
            InstantSource clock,
            Scheduler files) {
        var uploads =
                new DirectUploadHandler(quota, earlyNotices, reader, uploadBase, clock, files);
        var videos =
                new VideoHandler(
                        catalogue, quota, shown, videoObject, reader, transcoder, clock, files);
        var webhook = new WebhookHandler(subscriptions, files);
        var storage = new StorageHandler(quota);
        return RouterFunctions.route()
                .POST(STREAM + "/direct_upload", uploads::create)
                .PUT(STREAM + "/webhook", webhook::put)
                .GET(STREAM + "/webhook", webhook::get)
                .DELETE(STREAM + "/webhook", webhook::delete)
                .GET(STREAM + "/storage-usage", storage::usage)
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
