package video.divine.media.gateway.webhook;

import org.springframework.web.filter.reactive.UrlHandlerFilter;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.WebFilter;

import video.divine.media.service.http.Routes;

/** Where Stream's notices arrive. */
public final class WebhookRoutes {
    private static final String PATH = "/v1/stream/webhook";

    private WebhookRoutes() {}

    public static RouterFunction<ServerResponse> of(WebhookHandler handler) {
        return new Routes().post(PATH, handler::receive).build();
    }

    /** Should Stream spell the URL with a slash at its end: to its check that is the same. */
    public static WebFilter withoutSlash() {
        return UrlHandlerFilter.trailingSlashHandler(PATH + "/").mutateRequest().build();
    }
}
