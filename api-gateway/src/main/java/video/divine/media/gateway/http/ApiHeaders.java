package video.divine.media.gateway.http;

/** The API's own headers, beside the standard ones: renaming one breaks clients. */
public final class ApiHeaders {
    /** A request's identity, chosen by the client (draft-ietf-httpapi-idempotency-key-header). */
    public static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    /** {@code true} on an answer that was given before. */
    public static final String IDEMPOTENT_REPLAY = "Idempotent-Replay";

    private ApiHeaders() {}
}
