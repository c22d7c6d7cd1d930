package video.divine.media.simulator.api;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import video.divine.media.simulator.video.Clip;
import video.divine.media.simulator.video.FailureReason;
import video.divine.media.simulator.video.Source;
import video.divine.media.simulator.video.Timestamps;
import video.divine.media.simulator.video.UploadLink;
import video.divine.media.simulator.video.Video;
import video.divine.media.simulator.video.VideoStatus;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * A video as the API shows it and the webhook posts it, with every field of the documented object
 * (facts, section 1). The upload link is not among them.
 */
public final class VideoObject {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int PERCENT_DIGITS = 6;

    private final String deliveryBase;

    /**
     * Shows videos with URLs below this base.
     *
     * @param deliveryBase where {@code /<uid>/manifest/video.m3u8} is reached, without a slash at
     *     its end
     */
    public VideoObject(URI deliveryBase) {
        this.deliveryBase = deliveryBase.toString();
    }

    /** The webhook body of the video. */
    public String text(Video video) {
        return render(video).toString();
    }

    public ObjectNode render(Video video) {
        var options = video.options();
        var base = deliveryBase + "/" + video.uid();
        var object = NODES.objectNode();
        object.put(VideoFields.UID, video.uid());
        putText(object, VideoFields.CREATOR, options.creator());
        object.put("thumbnail", base + "/thumbnails/thumbnail.jpg");
        object.set(VideoFields.THUMBNAIL_TIMESTAMP_PCT, number(options.thumbnailTimestampPct()));
        object.put("readyToStream", video.status().readyToStream());
        putTime(object, "readyToStreamAt", readyAt(video.status()));
        object.set("status", status(video.status()));
        object.set(VideoFields.META, options.meta());
        object.put("created", Timestamps.format(video.created()));
        object.put("modified", Timestamps.format(video.modified()));
        putTime(object, VideoFields.SCHEDULED_DELETION, options.scheduledDeletion());
        object.put("size", video.source().size());
        object.put("preview", base + "/watch");
        var origins = object.putArray(VideoFields.ALLOWED_ORIGINS);
        options.allowedOrigins().forEach(origins::add);
        object.put(VideoFields.REQUIRE_SIGNED_URLS, options.requireSignedUrls());
        putTime(object, "uploaded", video.uploaded());
        putTime(object, VideoFields.UPLOAD_EXPIRY, video.link().map(UploadLink::expiry));
        object.putNull("maxSizeBytes");
        object.put(VideoFields.MAX_DURATION_SECONDS, options.maxDurationSeconds());
        object.set("duration", number(video.source().duration()));
        object.set("input", input(video.source()));
        object.putObject("playback")
                .put("hls", base + "/manifest/video.m3u8")
                .put("dash", base + "/manifest/video.mpd");
        object.putNull("watermark");
        putText(object, "clippedFrom", video.source().clip().map(Clip::from));
        options.publicDetails()
                .ifPresentOrElse(
                        details -> object.set(VideoFields.PUBLIC_DETAILS, details),
                        () -> object.putNull(VideoFields.PUBLIC_DETAILS));
        return object;
    }

    private static ObjectNode status(VideoStatus status) {
        var object = NODES.objectNode();
        object.put("state", status.state().wireName());
        switch (status) {
            case VideoStatus.InProgress _, VideoStatus.Failed _ -> object.put("step", "encoding");
            case VideoStatus.PendingUpload _,
                    VideoStatus.Downloading _,
                    VideoStatus.Queued _,
                    VideoStatus.Ready _ -> {}
        }
        // A string with six decimals, as the real API has it.
        object.put(
                "pctComplete",
                BigDecimal.valueOf(status.percent())
                        .setScale(PERCENT_DIGITS, RoundingMode.DOWN)
                        .toPlainString());
        var reason =
                status instanceof VideoStatus.Failed(var failure, _)
                        ? Optional.of(failure)
                        : Optional.<FailureReason>empty();
        object.put("errorReasonCode", reason.map(Enum::name).orElse(""));
        object.put("errorReasonText", reason.map(known -> known.text()).orElse(""));
        return object;
    }

    private static ObjectNode input(Source source) {
        return NODES.objectNode().put("width", source.width()).put("height", source.height());
    }

    private static Optional<Instant> readyAt(VideoStatus status) {
        return status instanceof VideoStatus.Ready(var at) ? Optional.of(at) : Optional.empty();
    }

    /** -1 and 0 without a fraction, as Stream writes them. */
    private static JsonNode number(double value) {
        return value == Math.rint(value) ? NODES.numberNode((long) value) : NODES.numberNode(value);
    }

    private static void putText(ObjectNode object, String name, Optional<String> value) {
        value.ifPresentOrElse(text -> object.put(name, text), () -> object.putNull(name));
    }

    private static void putTime(ObjectNode object, String name, Optional<Instant> value) {
        putText(object, name, value.map(Timestamps::format));
    }
}
