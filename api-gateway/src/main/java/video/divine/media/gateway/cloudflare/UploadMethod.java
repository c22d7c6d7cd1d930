package video.divine.media.gateway.cloudflare;

/** How a file comes to Stream. */
public sealed interface UploadMethod {
    /**
     * The largest file of a basic upload, in bytes. Cloudflare says 200 MB, and does not say which;
     * the smaller reading is safe.
     */
    long LARGEST_BASIC = 200_000_000;

    /** The largest file at all, in bytes: 30 GB, read as carefully. */
    long LARGEST = 30_000_000_000L;

    /** One POST of the whole file. */
    record Basic() implements UploadMethod {}

    /**
     * In pieces that can be resumed (tus 1.0.0).
     *
     * @param bytes of the whole file; Stream takes no more and no fewer
     */
    record Tus(long bytes) implements UploadMethod {
        public Tus {
            if (bytes < 1 || bytes > LARGEST) {
                throw new IllegalArgumentException(
                        "Expected a file of 1 to 30,000,000,000 bytes, but it has " + bytes);
            }
        }
    }

    /** The call that makes a ticket for it. */
    default StreamOperation operation() {
        return switch (this) {
            case Basic _ -> StreamOperation.DIRECT_UPLOAD;
            case Tus _ -> StreamOperation.TUS_UPLOAD;
        };
    }
}
