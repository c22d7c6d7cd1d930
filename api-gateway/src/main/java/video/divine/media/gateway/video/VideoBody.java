package video.divine.media.gateway.video;

import com.fasterxml.jackson.annotation.JsonInclude;

import org.jspecify.annotations.Nullable;

import video.divine.media.avro.Video;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * A video as the API shows it. Playback URLs are there from {@code ready} on.
 *
 * @param duration seconds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VideoBody(
        String uid,
        String status,
        String owner,
        Instant createdAt,
        @Nullable String hlsUrl,
        @Nullable String dashUrl,
        @Nullable String thumbnailUrl,
        @Nullable Double duration,
        @Nullable Integer width,
        @Nullable Integer height,
        @Nullable Long size,
        @Nullable String sha256,
        @Nullable String vineId,
        @Nullable String originalUrl,
        @Nullable Map<String, String> meta,
        @Nullable Failure error) {

    /** Why a video failed: Stream's code and, where it gave one, its sentence. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Failure(String code, @Nullable String text) {}

    public static VideoBody of(Video video) {
        var error = video.getError();
        return new VideoBody(
                video.getUid(),
                status(video),
                video.getOwner(),
                video.getCreatedAt(),
                video.getHls(),
                video.getDash(),
                video.getThumbnail(),
                video.getDuration(),
                video.getWidth(),
                video.getHeight(),
                video.getSize(),
                video.getSha256(),
                video.getVineId(),
                video.getOriginalUrl(),
                video.getMeta().isEmpty() ? null : video.getMeta(),
                error == null ? null : new Failure(error.getCode(), error.getText()));
    }

    private static String status(Video video) {
        return switch (video.getStatus()) {
            case PENDING_UPLOAD, PROCESSING, READY, FAILED, EXPIRED, DELETING, DELETED ->
                    video.getStatus().name().toLowerCase(Locale.ROOT);
            // A newer processor's word; whatever it is, the video is not playable as far as we
            // know.
            case UNKNOWN -> "processing";
        };
    }
}
