package video.divine.media.gateway.webhook;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Where Stream's notices arrive. */
public final class WebhookRoutes {
    private WebhookRoutes() {}

    public static RouterFunction<ServerResponse> of(WebhookHandler handler) {
        return route().POST("/v1/stream/webhook", handler::receive).build();
    }
}
