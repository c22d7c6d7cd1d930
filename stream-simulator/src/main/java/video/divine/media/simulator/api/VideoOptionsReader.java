package video.divine.media.simulator.api;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import video.divine.media.simulator.video.UploadLink;
import video.divine.media.simulator.video.Video;
import video.divine.media.simulator.video.VideoOptions;
import video.divine.media.simulator.video.VideoStatus;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads what is asked for of a new video or by an edit, which share most fields. */
public final class VideoOptionsReader {
    private static final int LONGEST_CREATOR = 64;
    private static final int LONGEST_DURATION = 36_000;
    private static final List<String> PUBLIC_TEXTS =
            List.of("title", "share_link", "channel_link", "logo");

    private static final Duration SHORTEST_RETENTION = Duration.ofDays(30);
    private static final Duration LONGEST_RETENTION = Duration.ofDays(1096);

    /**
     * What an upload link is asked for with.
     *
     * @param expiry of the link
     */
    public record Ticket(VideoOptions options, Instant expiry) {}

    private final UploadLimits limits;
    private final Function<UploadLink, Duration> longestExpiry;

    /**
     * Reads within these bounds.
     *
     * @param longestExpiry of the kind of link that it is, from the video's creation
     */
    public VideoOptionsReader(UploadLimits limits, Function<UploadLink, Duration> longestExpiry) {
        this.limits = limits;
        this.longestExpiry = longestExpiry;
    }

    /**
     * @param creatorHeader of {@link VideoFields#CREATOR_HEADER}; the body's field goes before it
     */
    Decoded<Ticket> directUpload(ObjectNode body, Optional<String> creatorHeader, Instant now) {
        return ticket(body, creatorHeader, now, limits.defaultExpiry(), limits.longestExpiry());
    }

    /**
     * As a direct upload, with other bounds of the expiry: a large file takes its time.
     *
     * @param defaultExpiry from now
     * @param longestExpiry from now
     */
    public Decoded<Ticket> ticket(
            ObjectNode body,
            Optional<String> creatorHeader,
            Instant now,
            Duration defaultExpiry,
            Duration longestExpiry) {
        var fields = new Fields(body);
        fields.require(VideoFields.MAX_DURATION_SECONDS);
        var expiry =
                fields.instant(
                        VideoFields.EXPIRY,
                        now.plus(limits.shortestExpiry()),
                        now.plus(longestExpiry));
        var options = changed(fields, creator(fields, creatorHeader), now, now);
        return fields.decoded(() -> new Ticket(options, expiry.orElse(now.plus(defaultExpiry))));
    }

    /** A copy has no link and need not say how long it may be. */
    public Decoded<VideoOptions> copy(
            ObjectNode body, Optional<String> creatorHeader, Instant now) {
        var fields = new Fields(body);
        var options = changed(fields, creator(fields, creatorHeader), now, now);
        return fields.decoded(() -> options);
    }

    private static VideoOptions creator(Fields fields, Optional<String> header) {
        if (header.filter(creator -> creator.length() > LONGEST_CREATOR).isPresent()) {
            fields.refuse(
                    VideoFields.CREATOR_HEADER
                            + " must have at most "
                            + LONGEST_CREATOR
                            + " characters");
        }
        return VideoOptions.of(header);
    }

    /** The video as it would be after the edit. */
    Decoded<Video> edit(Video video, ObjectNode body, Instant now) {
        var fields = new Fields(body);
        if (fields.text(VideoFields.UID, 64).filter(uid -> !uid.equals(video.uid())).isPresent()) {
            fields.refuse(VideoFields.UID + " must be the one in the path");
        }
        var options =
                changed(fields, video.options(), video.uploaded().orElse(video.created()), now);
        var edited = video.withOptions(options);
        var expiry = expiry(fields, video, now);
        return fields.decoded(
                () ->
                        video.link()
                                .flatMap(
                                        link -> expiry.map(time -> new UploadLink(link.id(), time)))
                                .map(edited::withLink)
                                .orElse(edited));
    }

    /** What is shown may be sent back, however late; another one only before the upload. */
    private Optional<Instant> expiry(Fields fields, Video video, Instant now) {
        var known = video.link().map(UploadLink::expiry);
        var longest = video.link().map(longestExpiry).orElse(limits.longestExpiry());
        var expiry =
                fields.instant(VideoFields.UPLOAD_EXPIRY, now, video.created().plus(longest), known)
                        .filter(time -> !known.equals(Optional.of(time)));
        if (expiry.isPresent() && !(video.status() instanceof VideoStatus.PendingUpload)) {
            fields.refuse(VideoFields.UPLOAD_EXPIRY + " cannot change after the upload");
        }
        return expiry;
    }

    /**
     * @param seconds length of the clip, which it may have unless the body names a shorter one
     */
    Decoded<VideoOptions> clip(
            ObjectNode body, int seconds, Optional<String> creatorHeader, Instant now) {
        var complete = body.deepCopy();
        // A second more: a clip ends with the frame in which its time is up.
        complete.putIfAbsent(
                VideoFields.MAX_DURATION_SECONDS, JsonNodeFactory.instance.numberNode(seconds + 1));
        var fields = new Fields(complete);
        var options = changed(fields, creator(fields, creatorHeader), now, now);
        return fields.decoded(() -> options);
    }

    /**
     * @param since when the video is kept: since its upload, before that since its creation
     */
    private static VideoOptions changed(
            Fields fields, VideoOptions before, Instant since, Instant now) {
        var creator = fields.text(VideoFields.CREATOR, LONGEST_CREATOR);
        var earliest = since.plus(SHORTEST_RETENTION);
        var deletion =
                fields.instant(
                        VideoFields.SCHEDULED_DELETION,
                        earliest.isBefore(now) ? now : earliest,
                        since.plus(LONGEST_RETENTION),
                        before.scheduledDeletion());
        return new VideoOptions(
                creator.or(before::creator),
                fields.object(VideoFields.META).orElse(before.meta()),
                fields.integer(VideoFields.MAX_DURATION_SECONDS, 1, LONGEST_DURATION)
                        .orElse(before.maxDurationSeconds()),
                fields.flag(VideoFields.REQUIRE_SIGNED_URLS).orElse(before.requireSignedUrls()),
                fields.texts(VideoFields.ALLOWED_ORIGINS).orElse(before.allowedOrigins()),
                fields.fraction(VideoFields.THUMBNAIL_TIMESTAMP_PCT)
                        .orElse(before.thumbnailTimestampPct()),
                // Null clears it.
                fields.isNull(VideoFields.SCHEDULED_DELETION)
                        ? Optional.empty()
                        : deletion.or(before::scheduledDeletion),
                publicDetails(fields).or(before::publicDetails));
    }

    /** Texts for the player's page; others than those we know are kept as they are. */
    private static Optional<JsonNode> publicDetails(Fields fields) {
        var details = fields.object(VideoFields.PUBLIC_DETAILS);
        for (var name : PUBLIC_TEXTS) {
            var text = details.map(node -> node.path(name));
            if (text.filter(node -> !node.isMissingNode() && !node.isNull() && !node.isString())
                    .isPresent()) {
                fields.refuse(VideoFields.PUBLIC_DETAILS + "." + name + " must be a string");
            }
        }
        return details.map(node -> node);
    }
}
