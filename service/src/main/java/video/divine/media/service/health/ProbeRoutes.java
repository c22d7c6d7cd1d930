package video.divine.media.service.health;

import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;

import video.divine.media.service.http.Routes;

import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * {@code GET /livez} and {@code GET /readyz}. Boot's health endpoint serves such paths only where
 * it is exposed itself, and then {@code /health} and everything below it is public too.
 */
public final class ProbeRoutes {
    private ProbeRoutes() {}

    /** Where an orchestrator asks whether the process is to be replaced. */
    public static final String LIVE = "/livez";

    /** Where a load balancer asks whether to send requests here. */
    public static final String READY = "/readyz";

    /**
     * Live whatever the others do, ready while the application takes traffic and can serve it.
     *
     * @param serves whether a request that came now would be served; must not block
     */
    public static RouterFunction<ServerResponse> of(
            ApplicationAvailability application, BooleanSupplier serves) {
        return new Routes()
                .get(
                        LIVE,
                        _ -> answer(() -> application.getLivenessState() == LivenessState.CORRECT))
                .get(
                        READY,
                        _ ->
                                answer(
                                        () ->
                                                application.getReadinessState()
                                                                == ReadinessState.ACCEPTING_TRAFFIC
                                                        && serves.getAsBoolean()))
                .build();
    }

    private static Mono<ServerResponse> answer(BooleanSupplier up) {
        return up.getAsBoolean()
                ? answer(HttpStatus.OK, "UP")
                : answer(HttpStatus.SERVICE_UNAVAILABLE, "DOWN");
    }

    private static Mono<ServerResponse> answer(HttpStatus status, String word) {
        return ServerResponse.status(status)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .bodyValue(Map.of("status", word));
    }
}
