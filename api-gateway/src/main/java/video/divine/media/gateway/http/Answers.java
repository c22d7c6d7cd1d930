package video.divine.media.gateway.http;

import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;

import video.divine.media.gateway.problem.Problem;
import video.divine.media.gateway.problem.ProblemException;

/** Problems as responses. */
public final class Answers {
    private Answers() {}

    public static Mono<ServerResponse> problem(Problem problem) {
        return ServerResponse.status(problem.status())
                .headers(headers -> headers.addAll(problem.headers()))
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(problem.body());
    }

    /** For the end of a chain in which something is not there. */
    public static <T> Mono<T> notFound() {
        return Mono.error(() -> new ProblemException(Problem.notFound()));
    }
}
