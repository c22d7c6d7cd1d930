package video.divine.media.gateway.publisher;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Where the noun user lives. */
public final class PublisherRoutes {
    private PublisherRoutes() {}

    public static RouterFunction<ServerResponse> of(PublisherHandler handler) {
        return route().GET("/v1/users/{pubkey}/videos", handler::videos)
                .GET("/v1/users/{pubkey}/quota", handler::quota)
                .build();
    }
}
