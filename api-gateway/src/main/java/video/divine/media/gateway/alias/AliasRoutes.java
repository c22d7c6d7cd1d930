package video.divine.media.gateway.alias;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Where the noun alias lives. */
public final class AliasRoutes {
    private AliasRoutes() {}

    public static RouterFunction<ServerResponse> of(AliasHandler handler) {
        return route().POST("/v1/videos/{uid}/aliases", handler::attach)
                .GET("/v1/lookup", handler::lookup)
                .build();
    }
}
