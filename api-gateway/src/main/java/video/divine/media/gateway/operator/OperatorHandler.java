package video.divine.media.gateway.operator;

import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;

import video.divine.media.avro.CheckScheduled;
import video.divine.media.avro.CommandSource;
import video.divine.media.avro.Outcome;
import video.divine.media.avro.RecheckVideo;
import video.divine.media.avro.Refusal;
import video.divine.media.avro.VideoCommand;
import video.divine.media.gateway.cloudflare.StreamApi;
import video.divine.media.gateway.command.Commands;
import video.divine.media.gateway.http.Answers;
import video.divine.media.gateway.http.Paths;
import video.divine.media.gateway.http.Queries;
import video.divine.media.gateway.query.OperatorReads;
import video.divine.media.service.problem.Problem;
import video.divine.media.service.problem.ProblemException;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What operators see and do. */
final class OperatorHandler {
    static final int DEFAULT_LIMIT = 100;
    static final int MAX_LIMIT = 1_000;

    private static final String INVALID_LIMIT = "invalid_limit";

    private final OperatorReads reads;
    private final StreamApi stream;
    private final Commands commands;
    private final InstantSource clock;
    private final Supplier<String> commandIds;

    OperatorHandler(
            OperatorReads reads,
            StreamApi stream,
            Commands commands,
            InstantSource clock,
            Supplier<String> commandIds) {
        this.reads = reads;
        this.stream = stream;
        this.commands = commands;
        this.clock = clock;
        this.commandIds = commandIds;
    }

    /** {@code GET /internal/parked-notices?limit=}. */
    Mono<ServerResponse> parkedNotices(ServerRequest request) {
        var limit = limit(request);
        return reads.parkedNotices(limit + 1)
                .flatMap(found -> answer(ParkedNoticesBody.of(found, limit)));
    }

    /** {@code GET /internal/stuck-videos?limit=}. */
    Mono<ServerResponse> stuckVideos(ServerRequest request) {
        var limit = limit(request);
        return reads.stuckVideos(limit + 1)
                .flatMap(found -> answer(StuckVideosBody.of(found, limit)));
    }

    /** {@code GET /internal/governor}. */
    Mono<ServerResponse> governor(ServerRequest request) {
        return Mono.zip(
                        reads.calls().map(Optional::of).defaultIfEmpty(Optional.empty()),
                        reads.storage().map(Optional::of).defaultIfEmpty(Optional.empty()))
                .flatMap(
                        both ->
                                answer(
                                        GovernorBody.of(
                                                both.getT1(),
                                                both.getT2(),
                                                stream,
                                                clock.instant())));
    }

    /** {@code POST /internal/videos/{uid}/recheck}. */
    Mono<ServerResponse> recheck(ServerRequest request) {
        var uid = Paths.uid(request);
        return commands.askVideo(
                        replyTo ->
                                new VideoCommand(uid, replyTo, new RecheckVideo(commandIds.get())))
                .flatMap(outcome -> scheduled(uid, outcome));
    }

    private Mono<ServerResponse> scheduled(String uid, Outcome outcome) {
        return switch (outcome.getBody()) {
            case CheckScheduled _ -> ServerResponse.accepted().bodyValue(Map.of("uid", uid));
            case Refusal refusal ->
                    Answers.problem(
                            Answers.refusal(
                                    outcome, refusal, CommandSource.NIP98, uid, clock.instant()));
            default ->
                    throw new IllegalStateException(
                            "Expected an answer about a check, but it is a "
                                    + outcome.getBody().getClass().getSimpleName());
        };
    }

    private static Mono<ServerResponse> answer(Object body) {
        return ServerResponse.ok().header("Cache-Control", "no-store").bodyValue(body);
    }

    private static int limit(ServerRequest request) {
        return Queries.atMostOne(request, "limit", INVALID_LIMIT)
                .map(OperatorHandler::limit)
                .orElse(DEFAULT_LIMIT);
    }

    private static int limit(String text) {
        return Optional.of(text)
                .filter(digits -> digits.matches("\\d{1,4}"))
                .map(Integer::parseInt)
                .filter(number -> number >= 1 && number <= MAX_LIMIT)
                .orElseThrow(() -> new ProblemException(Problem.badRequest(INVALID_LIMIT)));
    }
}
