package video.divine.media.gateway.alias;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

import video.divine.media.service.http.Routes;

/** Where the noun alias lives. */
public final class AliasRoutes {
    private AliasRoutes() {}

    public static RouterFunction<ServerResponse> of(AliasHandler handler) {
        return new Routes()
                .post("/v1/videos/{uid}/aliases", handler::attach)
                .get("/v1/lookup", handler::lookup)
                .build();
    }
}
