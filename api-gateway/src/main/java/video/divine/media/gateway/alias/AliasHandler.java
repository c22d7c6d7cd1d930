package video.divine.media.gateway.alias;

import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;

import video.divine.media.avro.AliasesAttached;
import video.divine.media.avro.AttachAliases;
import video.divine.media.avro.ClaimCommand;
import video.divine.media.avro.Outcome;
import video.divine.media.avro.Refusal;
import video.divine.media.gateway.canonical.Alias;
import video.divine.media.gateway.canonical.AliasKind;
import video.divine.media.gateway.command.Commands;
import video.divine.media.gateway.http.AliasFields;
import video.divine.media.gateway.http.Answers;
import video.divine.media.gateway.http.ApiHeaders;
import video.divine.media.gateway.http.Authentication;
import video.divine.media.gateway.http.Caller;
import video.divine.media.gateway.http.JsonBody;
import video.divine.media.gateway.http.Paths;
import video.divine.media.gateway.http.Queries;
import video.divine.media.gateway.http.RawBody;
import video.divine.media.gateway.query.MediaReads;
import video.divine.media.service.problem.Problem;
import video.divine.media.service.problem.ProblemException;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Attaching aliases, and finding a video by one. */
public final class AliasHandler {
    private final Authentication authentication;
    private final Commands commands;
    private final MediaReads reads;
    private final InstantSource clock;

    public AliasHandler(
            Authentication authentication,
            Commands commands,
            MediaReads reads,
            InstantSource clock) {
        this.authentication = authentication;
        this.commands = commands;
        this.reads = reads;
        this.clock = clock;
    }

    /** {@code POST /v1/videos/{uid}/aliases}. */
    Mono<ServerResponse> attach(ServerRequest request) {
        var uid = Paths.uid(request);
        return RawBody.of(request)
                .flatMap(
                        body -> {
                            // First, as reading it costs far less than checking a signature.
                            var aliases = AliasFields.of(JsonBody.parse(body));
                            return authentication
                                    .authenticate(request, body)
                                    .flatMap(caller -> attach(uid, caller, aliases));
                        });
    }

    private Mono<ServerResponse> attach(String uid, Caller caller, List<Alias> aliases) {
        // Nothing is malformed here, so whoever has no token hears of that.
        if (aliases.isEmpty()) {
            return Mono.error(new ProblemException(Problem.badRequest("missing_alias")));
        }
        return commands.ask(
                        caller.commandId(),
                        replyTo ->
                                new ClaimCommand(
                                        replyTo,
                                        new AttachAliases(
                                                caller.commandId(),
                                                caller.source(),
                                                caller.bodyHash(),
                                                caller.pubkey().hex(),
                                                uid,
                                                AliasFields.records(aliases))))
                .flatMap(outcome -> attached(uid, caller, outcome));
    }

    private Mono<ServerResponse> attached(String uid, Caller caller, Outcome outcome) {
        return switch (outcome.getBody()) {
            case AliasesAttached attached -> {
                var response = ServerResponse.ok();
                if (outcome.getReplay()) {
                    response = response.header(ApiHeaders.IDEMPOTENT_REPLAY, "true");
                }
                yield response.bodyValue(AliasBody.of(uid, attached.getAliases()));
            }
            case Refusal refusal ->
                    Answers.problem(
                            Answers.refusal(
                                    outcome, refusal, caller.source(), uid, clock.instant()));
            default ->
                    throw new IllegalStateException(
                            "Expected an answer about aliases, but it is a "
                                    + outcome.getBody().getClass().getSimpleName());
        };
    }

    /** {@code GET /v1/lookup?sha256=|vineId=|url=}. */
    Mono<ServerResponse> lookup(ServerRequest request) {
        return reads.lookup(asked(request).key())
                .flatMap(
                        uid ->
                                ServerResponse.ok()
                                        .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                                        .bodyValue(Map.of("uid", uid)))
                .switchIfEmpty(Answers.notFound());
    }

    private static Alias asked(ServerRequest request) {
        var given =
                Arrays.stream(AliasKind.values())
                        .flatMap(
                                kind ->
                                        Queries.all(request, parameter(kind)).stream()
                                                .map(text -> Alias.parse(kind, text)))
                        .toList();
        if (given.size() != 1) {
            throw new ProblemException(Problem.badRequest("exactly_one_parameter"));
        }
        return AliasFields.accepted(given.getFirst());
    }

    private static String parameter(AliasKind kind) {
        return switch (kind) {
            case SHA256 -> "sha256";
            case VINE -> "vineId";
            case URL -> "url";
        };
    }
}
