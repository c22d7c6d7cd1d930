package video.divine.media.gateway.cloudflare;

/** The calls this gateway makes; the label is the metric tag and the word in the log. */
public enum StreamOperation {
    DIRECT_UPLOAD("direct_upload"),
    TUS_UPLOAD("tus_upload"),
    FIND_BY_NAME("find_by_name"),
    DELETE("delete"),
    GET("get"),
    GET_WEBHOOK("get_webhook"),
    PUT_WEBHOOK("put_webhook"),
    VIDEOS("videos"),
    PENDING_UPLOADS("pending_uploads"),
    STORAGE_USAGE("storage_usage");

    private final String label;

    StreamOperation(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    /** It makes an upload ticket, from what a caller sent. */
    boolean makesTicket() {
        return this == DIRECT_UPLOAD || this == TUS_UPLOAD;
    }
}
