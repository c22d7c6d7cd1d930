package video.divine.media.gateway.operator;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

import video.divine.media.service.http.Routes;

/** Where operators ask. No bean, as those are served on the public port. */
final class OperatorRoutes {
    private OperatorRoutes() {}

    static RouterFunction<ServerResponse> of(OperatorHandler handler) {
        return new Routes()
                .get("/internal/parked-notices", handler::parkedNotices)
                .get("/internal/stuck-videos", handler::stuckVideos)
                .get("/internal/governor", handler::governor)
                .post("/internal/videos/{uid}/recheck", handler::recheck)
                .build();
    }
}
