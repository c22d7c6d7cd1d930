package video.divine.media.gateway.health;

import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;

import video.divine.media.gateway.command.Commands;
import video.divine.media.gateway.http.Routes;
import video.divine.media.gateway.query.MediaReads;

import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * {@code GET /livez} and {@code GET /readyz}. Boot's health endpoint serves such paths only where
 * it is exposed itself, and then {@code /health} and everything below it is public too.
 */
public final class ProbeRoutes {
    private ProbeRoutes() {}

    /** Ready while the application takes traffic, commands will be answered and stores serve. */
    public static RouterFunction<ServerResponse> of(
            ApplicationAvailability application, Commands commands, MediaReads reads) {
        return new Routes()
                .get(
                        "/livez",
                        _ -> answer(() -> application.getLivenessState() == LivenessState.CORRECT))
                .get(
                        "/readyz",
                        _ ->
                                answer(
                                        () ->
                                                application.getReadinessState()
                                                                == ReadinessState.ACCEPTING_TRAFFIC
                                                        && commands.isReady()
                                                        && reads.isReady()))
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
