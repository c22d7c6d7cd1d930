package video.divine.media.gateway.video;

import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;

import video.divine.media.avro.ClaimCommand;
import video.divine.media.avro.DeletionAccepted;
import video.divine.media.avro.Outcome;
import video.divine.media.avro.Refusal;
import video.divine.media.avro.RequestDeletion;
import video.divine.media.avro.UploadRegistered;
import video.divine.media.avro.Video;
import video.divine.media.avro.VideoStatus;
import video.divine.media.gateway.cloudflare.UploadMethod;
import video.divine.media.gateway.command.Commands;
import video.divine.media.gateway.http.Answers;
import video.divine.media.gateway.http.ApiHeaders;
import video.divine.media.gateway.http.Authentication;
import video.divine.media.gateway.http.Caller;
import video.divine.media.gateway.http.Paths;
import video.divine.media.gateway.http.RawBody;
import video.divine.media.gateway.problem.Problems;
import video.divine.media.gateway.problem.RateLimits;
import video.divine.media.gateway.query.MediaReads;
import video.divine.media.gateway.saga.SagaStep;
import video.divine.media.gateway.saga.SagaSteps;
import video.divine.media.service.problem.Problem;
import video.divine.media.service.problem.ProblemException;

import java.net.URI;
import java.time.InstantSource;

/** Uploads, reads and the deletion of one video. */
public final class VideoHandler {
    private static final String REVALIDATE = "no-cache";

    private final Authentication authentication;
    private final Uploads uploads;
    private final Commands commands;
    private final MediaReads reads;
    private final SagaSteps steps;
    private final InstantSource clock;

    public VideoHandler(
            Authentication authentication,
            Uploads uploads,
            Commands commands,
            MediaReads reads,
            SagaSteps steps,
            InstantSource clock) {
        this.authentication = authentication;
        this.uploads = uploads;
        this.commands = commands;
        this.reads = reads;
        this.steps = steps;
        this.clock = clock;
    }

    /** {@code POST /v1/videos}. */
    Mono<ServerResponse> create(ServerRequest request) {
        return RawBody.of(request)
                .flatMap(
                        body -> {
                            // First, as reading it costs far less than checking a signature.
                            var fields = UploadFields.of(body);
                            return authentication.authenticate(request, body).map(fields::from);
                        })
                .flatMap(
                        upload ->
                                uploads.upload(upload)
                                        .flatMap(outcome -> created(upload.method(), outcome)));
    }

    private Mono<ServerResponse> created(UploadMethod method, Outcome outcome) {
        if (!(outcome.getBody() instanceof UploadRegistered registered)) {
            throw new IllegalStateException("Expected a registered upload");
        }
        var now = clock.instant();
        var response =
                ServerResponse.created(place(registered.getUid()))
                        .header(
                                RateLimits.RATE_LIMIT,
                                RateLimits.rateLimit(registered.getQuota(), now))
                        .header(
                                RateLimits.RATE_LIMIT_POLICY,
                                RateLimits.policy(registered.getQuota()))
                        // It carries a one-time link, which no cache may keep.
                        .header(HttpHeaders.CACHE_CONTROL, "no-store");
        if (outcome.getReplay()) {
            response = response.header(ApiHeaders.IDEMPOTENT_REPLAY, "true");
        }
        return response.bodyValue(
                new TicketBody(
                        registered.getUid(),
                        UploadKind.word(method),
                        registered.getUploadUrl(),
                        registered.getExpiresAt(),
                        registered.getOwner()));
    }

    /** {@code GET /v1/videos/{uid}}. */
    Mono<ServerResponse> get(ServerRequest request) {
        var uid = Paths.uid(request);
        return reads.video(uid)
                .flatMap(video -> seen(request, video))
                .switchIfEmpty(Answers.notFound());
    }

    private static Mono<ServerResponse> seen(ServerRequest request, Video video) {
        if (video.getStatus() == VideoStatus.DELETED) {
            return Answers.problem(Problems.gone(video.getUid()));
        }
        var etag = "\"" + video.getVersion() + "\"";
        return request.checkNotModified(etag)
                .switchIfEmpty(
                        ServerResponse.ok()
                                .eTag(etag)
                                .header(HttpHeaders.CACHE_CONTROL, REVALIDATE)
                                .bodyValue(VideoBody.of(video)));
    }

    /** {@code GET /v1/videos/{uid}/history}, for the owner. */
    Mono<ServerResponse> history(ServerRequest request) {
        var uid = Paths.uid(request);
        return RawBody.of(request)
                .flatMap(body -> authentication.authenticate(request, body))
                .flatMap(
                        caller ->
                                reads.video(uid)
                                        .switchIfEmpty(Answers.notFound())
                                        .filter(
                                                video ->
                                                        video.getOwner()
                                                                .equals(caller.pubkey().hex()))
                                        .switchIfEmpty(
                                                Mono.error(
                                                        () ->
                                                                new ProblemException(
                                                                        Problem.forbidden(
                                                                                "not_owner")))))
                .flatMap(_ -> reads.history(uid))
                .flatMap(
                        events ->
                                ServerResponse.ok()
                                        .header(HttpHeaders.CACHE_CONTROL, REVALIDATE)
                                        .bodyValue(HistoryBody.of(uid, events)));
    }

    /** {@code DELETE /v1/videos/{uid}}, for the owner. */
    Mono<ServerResponse> delete(ServerRequest request) {
        var uid = Paths.uid(request);
        return RawBody.of(request)
                .flatMap(body -> authentication.authenticate(request, body))
                .flatMap(caller -> delete(uid, caller));
    }

    private Mono<ServerResponse> delete(String uid, Caller caller) {
        return commands.ask(
                        caller.commandId(),
                        replyTo ->
                                new ClaimCommand(
                                        replyTo,
                                        new RequestDeletion(
                                                caller.commandId(), caller.pubkey().hex(), uid)))
                .doOnNext(_ -> steps.passed(SagaStep.DELETION_ACCEPTED))
                .flatMap(outcome -> deleting(uid, caller, outcome));
    }

    private Mono<ServerResponse> deleting(String uid, Caller caller, Outcome outcome) {
        return switch (outcome.getBody()) {
            case DeletionAccepted _ ->
                    ServerResponse.accepted().location(place(uid)).bodyValue(DeletionBody.of(uid));
            case Refusal refusal ->
                    Answers.problem(
                            Answers.refusal(
                                    outcome, refusal, caller.source(), uid, clock.instant()));
            default ->
                    throw new IllegalStateException(
                            "Expected an answer about a deletion, but it is a "
                                    + outcome.getBody().getClass().getSimpleName());
        };
    }

    private static URI place(String uid) {
        return URI.create("/v1/videos/" + uid);
    }
}
