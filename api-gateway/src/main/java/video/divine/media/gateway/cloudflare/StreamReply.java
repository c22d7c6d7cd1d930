package video.divine.media.gateway.cloudflare;

import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.client.ClientResponse;

import reactor.core.publisher.Mono;

import tools.jackson.databind.JsonNode;

import video.divine.media.gateway.cloudflare.StreamFailure.CallerFault;
import video.divine.media.gateway.cloudflare.StreamFailure.Misconfigured;
import video.divine.media.gateway.cloudflare.StreamFailure.Reason;
import video.divine.media.gateway.cloudflare.StreamFailure.StreamFault;
import video.divine.media.gateway.cloudflare.StreamJson.Document;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** One whole HTTP answer of Stream, and what it means. */
record StreamReply(StreamOperation operation, int status, HttpHeaders headers, Document body) {
    private static final int MESSAGE_SHOWN = 200;
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");
    private static final Pattern SECRET =
            Pattern.compile("(?i)https?://\\S+|bearer\\s+\\S+|[A-Za-z0-9._~+/-]{40,}");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u2028\\u2029]");

    /** "Not found", of a video, an upload or a subscription. */
    private static final String NOT_FOUND = "10003";

    /** Wrong token, garbled Authorization header, wrong account: Cloudflare's common codes. */
    private static final Set<String> OPERATORS_CODES = Set.of("10000", "6003", "7003");

    static Mono<StreamReply> of(StreamOperation operation, ClientResponse response) {
        return response.bodyToMono(byte[].class)
                .defaultIfEmpty(new byte[0])
                .map(
                        body ->
                                new StreamReply(
                                        operation,
                                        response.statusCode().value(),
                                        response.headers().asHttpHeaders(),
                                        StreamJson.document(body)));
    }

    /**
     * The video or the subscription is not there, by Stream's own word. Any other 404 is a failure:
     * the account is wrong, or the path, or somebody on the way answered instead.
     */
    boolean absent() {
        return status == 404 && code().equals(NOT_FOUND);
    }

    /**
     * There is nothing to delete, whichever code Stream has for that: nobody documents them all.
     * But not where token, account or path may be wrong, or somebody on the way answered instead.
     */
    boolean nothingToDelete() {
        return status == 404
                && isRefusal()
                && !code().isEmpty()
                && !OPERATORS_CODES.contains(code());
    }

    private boolean isRefusal() {
        return switch (body) {
            case Document.Read(var root) ->
                    root.path("success").isBoolean() && !root.path("success").booleanValue();
            case Document.Unreadable _ -> false;
        };
    }

    /** 2xx, whatever the body: Stream answers a DELETE with an empty one. */
    boolean done() {
        return status / 100 == 2;
    }

    /** The member {@code result} of a good answer's envelope. */
    JsonNode result() {
        if (!done()) {
            throw failure();
        }
        return switch (body) {
            case Document.Read(var root) when root.path("success").asBoolean(false) ->
                    root.path("result");
            case Document.Read _ -> throw garbled("no envelope of a success");
            case Document.Unreadable(var reason) -> throw garbled(reason);
        };
    }

    StreamFailure garbled(String why) {
        return new StreamFault(operation, Reason.GARBLED, described(why), null);
    }

    StreamFailure failure() {
        var detail = described(message());
        if (status == 429) {
            return new StreamFault(operation, Reason.THROTTLED, detail, retryAfter().orElse(null));
        }
        if (status == 408 || status >= 500) {
            var reason = status == 408 ? Reason.TIMED_OUT : Reason.SERVER_ERROR;
            return new StreamFault(operation, reason, detail, retryAfter().orElse(null));
        }
        if (operatorsFault()) {
            return new Misconfigured(operation, detail, status == 404);
        }
        return callersFault()
                ? new CallerFault(operation, detail)
                : new StreamFault(operation, Reason.REFUSED, detail, null);
    }

    private boolean operatorsFault() {
        return switch (status) {
            // Where no video is named, only the account can be what was not found.
            case 401, 403, 404 -> true;
            default -> OPERATORS_CODES.contains(code());
        };
    }

    /** Only a new ticket carries input of the caller; elsewhere we name uids and ids ourselves. */
    private boolean callersFault() {
        return operation.makesTicket() && (status == 400 || status == 422);
    }

    /** Whole seconds; Cloudflare sends it with a 429 (Cloudflare: "API rate limits"). */
    Optional<Duration> retryAfter() {
        return Optional.ofNullable(headers.getFirst(HttpHeaders.RETRY_AFTER))
                .map(String::strip)
                .filter(value -> SECONDS.matcher(value).matches())
                .map(value -> Duration.ofSeconds(Long.parseLong(value)));
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.getFirst(name)).map(String::strip);
    }

    Optional<RateLimit> rateLimit() {
        return RateLimit.parse(
                headers.getOrEmpty("Ratelimit"), headers.getOrEmpty("Ratelimit-Policy"));
    }

    private String code() {
        var code = firstError().path("code");
        return code.isNumber() || code.isString() ? code.asString() : "";
    }

    private String message() {
        var code = code();
        var text = StreamJson.text(firstError().path("message")).orElse("no message");
        return (code.isEmpty() ? "" : "code " + code + ", ") + text;
    }

    private JsonNode firstError() {
        return switch (body) {
            case Document.Read(var root) -> root.path("errors").path(0);
            case Document.Unreadable _ -> StreamJson.MAPPER.missingNode();
        };
    }

    /**
     * Stream's text is somebody else's: cut, on one line, and without what may be an upload URL or
     * a token, should an answer ever echo one.
     */
    private String described(String text) {
        var line = SECRET.matcher(CONTROL.matcher(text).replaceAll(" ")).replaceAll("***");
        var shown = line.length() > MESSAGE_SHOWN ? line.substring(0, MESSAGE_SHOWN) + "…" : line;
        var ray = Optional.ofNullable(headers.getFirst("cf-ray")).filter(StreamReply::isRay);
        return "HTTP " + status + ", " + shown + ray.map(id -> ", cf-ray " + id).orElse("");
    }

    private static boolean isRay(String id) {
        return id.matches("[A-Za-z0-9-]{1,64}");
    }
}
