package video.divine.media.simulator.api;

import org.springframework.http.HttpStatus;

import video.divine.media.simulator.quota.Shortage;

import java.time.Duration;

/** A request that is not carried out, as the envelope tells it. Codes: facts, section 0. */
public record Refusal(HttpStatus status, int code, String message) {
    public static Refusal malformedAuthorization() {
        return new Refusal(HttpStatus.BAD_REQUEST, 6003, "Invalid request headers");
    }

    public static Refusal wrongToken() {
        return new Refusal(HttpStatus.FORBIDDEN, 10000, "Authentication error");
    }

    public static Refusal noRoute(String path) {
        return new Refusal(
                HttpStatus.NOT_FOUND,
                7003,
                "Could not route to " + path + ", perhaps your object identifier is invalid?");
    }

    public static Refusal notFound() {
        return new Refusal(HttpStatus.NOT_FOUND, 10003, "Not Found");
    }

    public static Refusal undecodable(String detail) {
        return new Refusal(HttpStatus.BAD_REQUEST, 10004, "Decoding Error: " + detail);
    }

    public static Refusal invalid(String detail) {
        return new Refusal(HttpStatus.BAD_REQUEST, 10005, "Bad Request: " + detail);
    }

    public static Refusal notVideo() {
        return new Refusal(
                HttpStatus.BAD_REQUEST,
                10059,
                "The file was not recognized as a valid video file.");
    }

    /** Cloudflare documents the status; the code is ours. */
    public static Refusal tooLarge(long limit) {
        return new Refusal(
                HttpStatus.CONTENT_TOO_LARGE, 10011, "The file is larger than " + limit + " bytes");
    }

    /** Status and code are ours: Cloudflare only says 4xx for a second use. */
    public static Refusal alreadyUploaded() {
        return new Refusal(HttpStatus.GONE, 10012, "The upload URL has already been used");
    }

    /** Status and code are ours: Cloudflare only says 4xx for an expired link. */
    public static Refusal expired() {
        return new Refusal(HttpStatus.GONE, 10013, "The upload URL has expired");
    }

    /**
     * Cloudflare documents 413 or 429 for a full account, and names no code. Waiting does not help
     * where minutes are short, so that is 413, which no client repeats by itself.
     */
    public static Refusal of(Shortage shortage) {
        return switch (shortage) {
            case STORAGE ->
                    new Refusal(
                            HttpStatus.CONTENT_TOO_LARGE,
                            10021,
                            "The storage quota of the account does not allow maxDurationSeconds");
            case PROCESSING ->
                    new Refusal(
                            HttpStatus.TOO_MANY_REQUESTS,
                            10022,
                            "Too many videos of the account are queued or being encoded");
        };
    }

    /** The code is ours; the words are those of cloudflare-exporter#74. */
    public static Refusal tooManyCalls(int quota, Duration window) {
        return new Refusal(
                HttpStatus.TOO_MANY_REQUESTS,
                10023,
                "More than %d requests per %d seconds reached"
                        .formatted(quota, window.toSeconds()));
    }

    /** What the faults have a call end in; the code is ours. */
    public static Refusal injected(HttpStatus status) {
        return new Refusal(status, 10020, status.getReasonPhrase() + " (injected)");
    }

    /** A bug or a broken machine of ours; the log has the rest. */
    public static Refusal internal() {
        return new Refusal(HttpStatus.INTERNAL_SERVER_ERROR, 10001, "Internal Server Error");
    }
}
