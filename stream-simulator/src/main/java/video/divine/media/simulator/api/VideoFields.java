package video.divine.media.simulator.api;

/**
 * The names that requests and the video object share, and the one header that stands for a field
 * (facts, sections 1 and 2).
 */
public final class VideoFields {
    public static final String UID = "uid";
    public static final String CREATOR = "creator";
    public static final String META = "meta";
    public static final String MAX_DURATION_SECONDS = "maxDurationSeconds";
    public static final String REQUIRE_SIGNED_URLS = "requireSignedURLs";
    public static final String ALLOWED_ORIGINS = "allowedOrigins";
    public static final String THUMBNAIL_TIMESTAMP_PCT = "thumbnailTimestampPct";
    public static final String SCHEDULED_DELETION = "scheduledDeletion";
    public static final String PUBLIC_DETAILS = "publicDetails";

    /** Of the link, where it is asked for. */
    public static final String EXPIRY = "expiry";

    /** The same, where it is shown and edited. */
    public static final String UPLOAD_EXPIRY = "uploadExpiry";

    /** The creator, of whatever makes a video; the field goes before it. */
    public static final String CREATOR_HEADER = "Upload-Creator";

    private VideoFields() {}
}
