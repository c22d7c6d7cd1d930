package video.divine.media.gateway.cloudflare;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Stream's video object: the result of its calls and, bare, the whole body of its webhook
 * (Cloudflare: "Stream API", "Use webhooks"). What Stream does not know (-1, null, "") is absent
 * here.
 *
 * @param creator whom the upload was made for: the publisher's pubkey
 * @param readyToStream at least one quality can be played; the only field that decides readiness
 * @param meta values as text; whatever is not a string is kept as its JSON
 * @param modified may be missing and may repeat
 * @param uploaded absent until the bytes have arrived
 */
public record StreamVideo(
        String uid,
        Optional<String> creator,
        boolean readyToStream,
        Optional<Instant> readyToStreamAt,
        Status status,
        Map<String, String> meta,
        Optional<Instant> created,
        Optional<Instant> modified,
        Optional<Instant> uploaded,
        Optional<Instant> uploadExpiry,
        OptionalLong sizeBytes,
        Optional<BigDecimal> durationSeconds,
        OptionalInt width,
        OptionalInt height,
        Playback playback) {
    /** Of a video object that is still read, in bytes of its JSON. */
    public static final int LARGEST = 256 * 1024;

    /** The state of a ticket nobody has uploaded to. */
    public static final String PENDING_UPLOAD = "pendingupload";

    /**
     * Cloudflare's schema promises no more than "at most 32 characters"; today they are 32 hex
     * digits. A uid is accepted by the promise, so that a change over there costs us no notices,
     * and narrowed to what is harmless in a path, a key and a log.
     */
    private static final Pattern UID = Pattern.compile("[A-Za-z0-9]{1,32}");

    public StreamVideo {
        requireUid(uid);
        meta = Map.copyOf(meta);
    }

    /**
     * How far Stream has come with the video.
     *
     * @param state {@code pendingupload downloading queued inprogress ready error} or a word nobody
     *     knows yet; absent when Stream named none
     * @param step {@code encoding} or {@code manifest}
     * @param percentComplete 0 to 100 of all qualities; says nothing about readiness
     * @param errorCode {@code ERR_NON_VIDEO} and its like, an open list
     */
    public record Status(
            Optional<String> state,
            Optional<String> step,
            Optional<BigDecimal> percentComplete,
            Optional<String> errorCode,
            Optional<String> errorText) {}

    /** Absolute http(s) URLs; Stream names them before they answer. */
    public record Playback(
            Optional<String> hls, Optional<String> dash, Optional<String> thumbnail) {}

    /** What came of {@link #parse}. */
    public sealed interface Reading {}

    public record Parsed(StreamVideo video) implements Reading {}

    /**
     * Not a video object.
     *
     * @param reason a sentence of ours that repeats nothing of the document
     */
    public record BadJson(String reason) implements Reading {}

    /**
     * Reads a webhook's body. At most 256 KiB, nested at most 32 deep, no member twice; unknown
     * members are ignored, and a known one of the wrong type counts as absent.
     */
    public static Reading parse(byte[] json) {
        return StreamJson.video(json);
    }

    public static boolean isUid(String text) {
        return UID.matcher(text).matches();
    }

    /**
     * The uid itself.
     *
     * @throws IllegalArgumentException if it is none
     */
    static String requireUid(String uid) {
        if (!isUid(uid)) {
            throw new IllegalArgumentException(
                    "Expected a uid of 1 to 32 letters or digits, but it was not");
        }
        return uid;
    }

    /** {@code meta.name}: for tickets of this service the command id. */
    public Optional<String> name() {
        return Optional.ofNullable(meta.get("name"));
    }

    /** Nobody has uploaded to it. */
    public boolean awaitsUpload() {
        return status.state().filter(PENDING_UPLOAD::equals).isPresent();
    }
}
