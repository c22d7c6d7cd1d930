package video.divine.media.simulator.api;

import org.springframework.http.server.RequestPath;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/** What all routes of {@code /client/v4} have in common. */
public final class StreamApi {
    /** What every path of the API begins with. */
    public static final String ROOT = "/client/v4";

    /** The path of everything about videos. */
    public static final String STREAM = ROOT + "/accounts/{account}/stream";

    /** Fixed words such as {@code webhook} are no uid, so the routes do not depend on order. */
    static final String VIDEO = "/{uid:[0-9a-f]{32}}";

    private static final PathPattern CALLS = PathPatternParser.defaultInstance.parse(ROOT + "/**");

    private StreamApi() {}

    /**
     * Whether a request of this path is one to the API, known to it or not; read as the router
     * reads it, decoded and without parameters.
     */
    public static boolean isCall(RequestPath path) {
        return CALLS.matches(path.pathWithinApplication());
    }

    /** The routes behind the check of account and token. */
    public static RouterFunction<ServerResponse> guarded(
            String account, String token, RouterFunction<ServerResponse> routes) {
        return routes.filter(new TokenCheck(account, token));
    }
}
