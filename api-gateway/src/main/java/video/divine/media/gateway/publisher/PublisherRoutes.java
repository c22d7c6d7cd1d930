package video.divine.media.gateway.publisher;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

import video.divine.media.service.http.Routes;

/** Where the noun user lives. */
public final class PublisherRoutes {
    private PublisherRoutes() {}

    public static RouterFunction<ServerResponse> of(PublisherHandler handler) {
        return new Routes()
                .get("/v1/users/{pubkey}/videos", handler::videos)
                .get("/v1/users/{pubkey}/quota", handler::quota)
                .get("/v1/users/{pubkey}/counters", handler::counters)
                .build();
    }
}
