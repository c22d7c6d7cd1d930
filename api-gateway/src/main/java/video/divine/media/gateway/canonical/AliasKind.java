package video.divine.media.gateway.canonical;

/** The kinds of aliases; a video has at most one of each. */
public enum AliasKind {
    /** The SHA-256 of the original file. */
    SHA256("sha256", "sha256:", "invalid_sha256"),
    /** The id of a post on Vine, case-sensitive. */
    VINE("vineId", "vine:", "invalid_vine_id"),
    /** The URL the video was first published under. */
    URL("originalUrl", "url:", "invalid_original_url");

    private final String field;
    private final String keyPrefix;
    private final String refusalReason;

    AliasKind(String field, String keyPrefix, String refusalReason) {
        this.field = field;
        this.keyPrefix = keyPrefix;
        this.refusalReason = refusalReason;
    }

    /** The member of request and response bodies that holds an alias of this kind. */
    public String field() {
        return field;
    }

    /** The {@code reason} of the 400 that answers a text which is no alias of this kind. */
    public String refusalReason() {
        return refusalReason;
    }

    /** What {@link Alias#key()} starts with. */
    String keyPrefix() {
        return keyPrefix;
    }
}
