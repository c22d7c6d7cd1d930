package video.divine.media.gateway.http;

import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.ServerRequest;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import video.divine.media.avro.CommandSource;
import video.divine.media.gateway.command.UnavailableException;
import video.divine.media.gateway.nostr.Nip98Request;
import video.divine.media.gateway.nostr.Nip98Result;
import video.divine.media.gateway.nostr.Nip98Verifier;
import video.divine.media.gateway.problem.Problems;
import video.divine.media.service.problem.Problem;
import video.divine.media.service.problem.ProblemException;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Pattern;

/** NIP-98 in front of a handler. */
public final class Authentication {
    /** What clients send: UUIDs, hashes, sometimes in quotes. */
    private static final Pattern KEY_SYNTAX = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private static final Duration SHED_RETRY_AFTER = Duration.ofSeconds(1);

    private final Nip98Verifier verifier;
    private final Scheduler signatures;

    /**
     * A gate that checks signatures on threads of their own.
     *
     * @param signatures where it takes some 400 µs each and now and then a read of /dev/urandom, as
     *     BouncyCastle blinds its points: no work for an event loop
     */
    public Authentication(Nip98Verifier verifier, Scheduler signatures) {
        this.verifier = verifier;
        this.signatures = signatures;
    }

    /** The caller, or a {@link ProblemException} with 400, 401 or 403. */
    public Mono<Caller> authenticate(ServerRequest request, byte[] body) {
        var authorization = request.headers().header(HttpHeaders.AUTHORIZATION);
        if (authorization.isEmpty()) {
            return Mono.error(new ProblemException(Problems.missingNip98()));
        }
        var key = idempotencyKey(request);
        var signed =
                Nip98Request.of(
                        request.method().name(),
                        request.uri().getRawPath(),
                        Optional.ofNullable(request.uri().getRawQuery()),
                        authorization,
                        body);
        return Mono.fromCallable(() -> verifier.verify(signed))
                .subscribeOn(signatures)
                .publishOn(Schedulers.parallel())
                .onErrorMap(RejectedExecutionException.class, _ -> overloaded())
                .map(result -> caller(result, signed, key));
    }

    private static UnavailableException overloaded() {
        return new UnavailableException(
                "Too many signatures wait to be checked", "overloaded", SHED_RETRY_AFTER);
    }

    private static Caller caller(Nip98Result result, Nip98Request signed, Optional<String> key) {
        return switch (result) {
            case Nip98Result.Verified verified -> {
                var source = key.isPresent() ? CommandSource.IDEMPOTENCY_KEY : CommandSource.NIP98;
                var commandId =
                        CommandIds.of(
                                verified.pubkey(),
                                signed.method() + " " + signed.rawPath(),
                                source,
                                key.orElse(verified.eventId()));
                yield new Caller(verified.pubkey(), commandId, source, signed.bodySha256());
            }
            case Nip98Result.Missing _ -> throw new ProblemException(Problems.missingNip98());
            case Nip98Result.Malformed malformed ->
                    throw new ProblemException(Problems.of(malformed));
            case Nip98Result.Invalid invalid -> throw new ProblemException(Problems.of(invalid));
        };
    }

    private static Optional<String> idempotencyKey(ServerRequest request) {
        var keys = request.headers().header(ApiHeaders.IDEMPOTENCY_KEY);
        if (keys.isEmpty()) {
            return Optional.empty();
        }
        if (keys.size() > 1 || !KEY_SYNTAX.matcher(keys.getFirst()).matches()) {
            throw new ProblemException(Problem.badRequest("invalid_idempotency_key"));
        }
        return Optional.of(keys.getFirst());
    }
}
