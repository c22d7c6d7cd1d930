package video.divine.media.gateway.http;

import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;

import video.divine.media.avro.CommandSource;
import video.divine.media.avro.Outcome;
import video.divine.media.avro.Refusal;
import video.divine.media.gateway.problem.Problems;
import video.divine.media.service.problem.Problem;
import video.divine.media.service.problem.ProblemException;

import java.time.Instant;

/** Problems as responses. */
public final class Answers {
    private Answers() {}

    public static Mono<ServerResponse> problem(Problem problem) {
        return ServerResponse.status(problem.status())
                .headers(headers -> headers.addAll(problem.headers()))
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(problem.body());
    }

    /**
     * What a decider refused, marked where it did so before.
     *
     * @param uid of the video that the command was about, empty where it was about none
     */
    public static Problem refusal(
            Outcome outcome, Refusal refusal, CommandSource source, String uid, Instant now) {
        var problem = Problems.of(refusal, source, uid, now);
        return outcome.getReplay() ? problem.header(ApiHeaders.IDEMPOTENT_REPLAY, "true") : problem;
    }

    /** For the end of a chain in which something is not there. */
    public static <T> Mono<T> notFound() {
        return Mono.error(() -> new ProblemException(Problem.notFound()));
    }
}
