package video.divine.media.gateway.video;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

import video.divine.media.service.http.Routes;

/** Where the noun video lives. */
public final class VideoRoutes {
    private VideoRoutes() {}

    public static RouterFunction<ServerResponse> of(VideoHandler handler) {
        return new Routes()
                .post("/v1/videos", handler::create)
                .get("/v1/videos/{uid}", handler::get)
                .delete("/v1/videos/{uid}", handler::delete)
                .get("/v1/videos/{uid}/history", handler::history)
                .build();
    }
}
