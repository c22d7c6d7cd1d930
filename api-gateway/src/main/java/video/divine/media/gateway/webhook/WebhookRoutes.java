package video.divine.media.gateway.webhook;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

import video.divine.media.gateway.http.Routes;

/** Where Stream's notices arrive. */
public final class WebhookRoutes {
    private WebhookRoutes() {}

    public static RouterFunction<ServerResponse> of(WebhookHandler handler) {
        return new Routes()
                .post("/v1/stream/webhook", handler::receive)
                // Should Stream spell it so: for the check of its subscription that is the same.
                .post("/v1/stream/webhook/", handler::receive)
                .build();
    }
}
