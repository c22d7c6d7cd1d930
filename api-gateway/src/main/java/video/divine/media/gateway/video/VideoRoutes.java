package video.divine.media.gateway.video;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Where the noun video lives. */
public final class VideoRoutes {
    private VideoRoutes() {}

    public static RouterFunction<ServerResponse> of(VideoHandler handler) {
        return route().POST("/v1/videos", handler::create)
                .GET("/v1/videos/{uid}", handler::get)
                .DELETE("/v1/videos/{uid}", handler::delete)
                .GET("/v1/videos/{uid}/history", handler::history)
                .build();
    }
}
