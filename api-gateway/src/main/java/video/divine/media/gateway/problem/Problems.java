package video.divine.media.gateway.problem;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

import video.divine.media.avro.AliasKind;
import video.divine.media.avro.CommandSource;
import video.divine.media.avro.Refusal;
import video.divine.media.gateway.cloudflare.StreamFailure;
import video.divine.media.gateway.cloudflare.StreamFailure.CallerFault;
import video.divine.media.gateway.cloudflare.StreamFailure.Misconfigured;
import video.divine.media.gateway.cloudflare.StreamFailure.Reason;
import video.divine.media.gateway.cloudflare.StreamFailure.StreamFault;
import video.divine.media.gateway.command.UnavailableException;
import video.divine.media.gateway.nostr.Nip98Result;
import video.divine.media.service.problem.Problem;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;

/** What each refusal and failure looks like from outside: one exhaustive switch a source. */
public final class Problems {
    private static final Duration SOON = Duration.ofSeconds(1);

    private Problems() {}

    /** What the gateway's own failures look like; empty for a failure that is none of them. */
    public static Optional<Problem> known(Throwable failure) {
        return switch (failure) {
            case UnavailableException unavailable -> Optional.of(of(unavailable));
            case StreamFailure stream -> Optional.of(of(stream));
            default -> Optional.empty();
        };
    }

    /**
     * A decider's refusal.
     *
     * @param source what made the command id; a reused one is the token's or the key's fault
     * @param uid of the video that the command was about
     */
    public static Problem of(Refusal refusal, CommandSource source, String uid, Instant now) {
        return switch (refusal.getReason()) {
            case ALIAS_TAKEN -> {
                var uids = new LinkedHashMap<String, String>();
                refusal.getUids()
                        .forEach(
                                (kind, holder) -> uids.put(field(AliasKind.valueOf(kind)), holder));
                var conflict = conflict(refusal);
                yield retryAt(
                        uids.isEmpty() ? conflict : conflict.with("uids", uids),
                        refusal.getRetryAt(),
                        now);
            }
            case ALREADY_SET -> conflict(refusal, "already_set");
            case VIDEO_CLOSED ->
                    switch (refusal.getClosure()) {
                        case DELETED -> gone(uid);
                        case FAILED, EXPIRED -> closed();
                        // A processor that does not say why.
                        case null -> closed();
                    };
            case QUOTA_EXCEEDED -> rateLimited(refusal, now);
            case NOT_FOUND -> Problem.notFound();
            case NOT_OWNER -> Problem.forbidden("not_owner");
            case COMMAND_REUSED ->
                    switch (source) {
                        case NIP98 -> Problem.forbidden("invalid_nip98");
                        case IDEMPOTENCY_KEY ->
                                Problem.of(
                                        HttpStatus.UNPROCESSABLE_CONTENT, "idempotency_conflict");
                    };
            case IN_PROGRESS, UPLOAD_IN_PROGRESS ->
                    retryAt(
                            retryAfter(unavailable("upload_in_progress"), SOON),
                            refusal.getRetryAt(),
                            now);
            case RESERVATION_GONE -> retryAfter(unavailable("reservation_gone"), SOON);
            case STORAGE_FULL -> Problem.of(HttpStatus.BAD_GATEWAY, "stream_error", "quota");
            // A newer processor's word that this gateway does not know yet.
            case UNKNOWN -> retryAfter(unavailable("unknown_refusal"), SOON);
        };
    }

    /** A header that is no NIP-98. */
    public static Problem of(Nip98Result.Malformed malformed) {
        return described(Problem.badRequest("malformed_nip98"), malformed.detail());
    }

    /** NIP-98 that does not authorise this request. */
    public static Problem of(Nip98Result.Invalid invalid) {
        return described(Problem.forbidden("invalid_nip98"), invalid.detail());
    }

    /** The body is the error model's; why exactly stands in the header, as RFC 6750 has it. */
    private static Problem described(Problem problem, String detail) {
        return problem.header(
                HttpHeaders.WWW_AUTHENTICATE, "Nostr error_description=\"" + detail + "\"");
    }

    /** No token at all. */
    public static Problem missingNip98() {
        return Problem.of(HttpStatus.UNAUTHORIZED, "unauthorized", "missing_nip98")
                .header(HttpHeaders.WWW_AUTHENTICATE, "Nostr");
    }

    /** Stream failed; what it said stays in the log. */
    public static Problem of(StreamFailure failure) {
        return switch (failure) {
            // Too many callers at once for our connections: Stream has no part in it.
            case StreamFault fault when fault.reason() == Reason.NO_CONNECTION ->
                    retryAfter(unavailable("overloaded"), SOON);
            // Nor here: our own calls are spent, or nobody can say how many are left.
            case StreamFault fault when fault.reason() == Reason.BUDGET_SPENT ->
                    retryAfter(unavailable("overloaded"), fault.retryAfter().orElse(SOON));
            case StreamFault _, CallerFault _, Misconfigured _ -> streamError(failure);
        };
    }

    private static Problem streamError(StreamFailure failure) {
        var problem = Problem.of(HttpStatus.BAD_GATEWAY, "stream_error");
        return failure.retryAfter().map(wait -> retryAfter(problem, wait)).orElse(problem);
    }

    public static Problem of(UnavailableException unavailable) {
        return retryAfter(unavailable(unavailable.reason()), unavailable.retryAfter());
    }

    public static Problem gone(String uid) {
        return Problem.of(HttpStatus.GONE, "gone").with("uid", uid).with("status", "deleted");
    }

    /** The member of request and response bodies that holds an alias of this kind. */
    public static String field(AliasKind kind) {
        return switch (kind) {
            case SHA256 -> "sha256";
            case VINE_ID -> "vineId";
            case ORIGINAL_URL -> "originalUrl";
        };
    }

    private static Problem rateLimited(Refusal refusal, Instant now) {
        var problem =
                retryAt(
                        Problem.of(HttpStatus.TOO_MANY_REQUESTS, "rate_limited"),
                        refusal.getRetryAt(),
                        now);
        var quota = refusal.getQuota();
        return quota == null ? problem : RateLimits.on(problem, quota, now);
    }

    private static Problem closed() {
        return Problem.of(HttpStatus.CONFLICT, "conflict", "video_closed");
    }

    private static Problem conflict(Refusal refusal) {
        return fields(Problem.of(HttpStatus.CONFLICT, "conflict"), refusal);
    }

    private static Problem conflict(Refusal refusal, String reason) {
        return fields(Problem.of(HttpStatus.CONFLICT, "conflict", reason), refusal);
    }

    private static Problem fields(Problem problem, Refusal refusal) {
        return problem.with("fields", refusal.getFields().stream().map(Problems::field).toList());
    }

    private static Problem unavailable(String reason) {
        return Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "unavailable", reason);
    }

    private static Problem retryAt(Problem problem, @Nullable Instant at, Instant now) {
        return at == null ? problem : retryAfter(problem, Duration.between(now, at));
    }

    /** RFC 9110, 10.2.3: whole seconds. */
    private static Problem retryAfter(Problem problem, Duration wait) {
        var seconds = Math.max(1, RateLimits.wholeSeconds(wait));
        return problem.header(HttpHeaders.RETRY_AFTER, String.format(Locale.ROOT, "%d", seconds));
    }
}
