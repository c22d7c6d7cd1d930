package video.divine.media.processor.codec;

import static video.divine.media.processor.codec.SharedCodec.aliases;
import static video.divine.media.processor.codec.SharedCodec.millis;
import static video.divine.media.processor.codec.VideoCodec.millisIfAny;
import static video.divine.media.processor.codec.VideoCodec.notice;

import org.jspecify.annotations.Nullable;

import video.divine.media.avro.ParkedNotice;
import video.divine.media.avro.Video;
import video.divine.media.avro.VideoError;
import video.divine.media.avro.VideoFailure;
import video.divine.media.avro.VideoReady;
import video.divine.media.avro.VideoRow;
import video.divine.media.avro.VideoStatus;
import video.divine.media.processor.domain.Alias;
import video.divine.media.processor.domain.AliasKind;
import video.divine.media.processor.domain.CommandId;
import video.divine.media.processor.domain.Pubkey;
import video.divine.media.processor.domain.Uid;
import video.divine.media.processor.domain.publisher.PublisherCounters;
import video.divine.media.processor.domain.video.Notice;
import video.divine.media.processor.domain.video.Parked;
import video.divine.media.processor.domain.video.Phase;
import video.divine.media.processor.domain.video.Registration;
import video.divine.media.processor.domain.video.VideoState.Registered;

import java.util.Objects;
import java.util.Optional;

/** Rows of the video and publisher stores, and what others may see of a video. */
final class VideoRowCodec {
    /** Where Stream names no error code. Cloudflare's own word for it. */
    private static final String UNKNOWN_ERROR = "ERR_UNKNOWN";

    private VideoRowCodec() {}

    static VideoRow toRecord(Registered video) {
        var registration = video.registration();
        var notice = video.notice();
        var disregarded = video.disregarded();
        return VideoRow.newBuilder()
                .setUid(registration.uid().value())
                .setCommandId(registration.commandId().hex())
                .setOwner(registration.owner().hex())
                .setCreatedAt(millis(registration.createdAt()))
                .setExpiresAt(millis(registration.expiresAt()))
                .setMeta(registration.meta())
                .setAliases(aliases(video.aliases()))
                .setStatus(status(video.phase()))
                .setNotice(notice == null ? null : notice(notice))
                .setDisregarded(disregarded == null ? null : notice(disregarded))
                .setVersion(video.sequence())
                .setUpdatedAt(millis(video.updatedAt()))
                .setReadyAt(millisIfAny(video.readyAt()))
                .setComplete(video.complete())
                .build();
    }

    static Registered fromRecord(VideoRow row) {
        var notice = row.getNotice();
        var disregarded = row.getDisregarded();
        return new Registered(
                new Registration(
                        new Uid(row.getUid()),
                        new CommandId(row.getCommandId()),
                        new Pubkey(row.getOwner()),
                        row.getCreatedAt(),
                        row.getExpiresAt(),
                        row.getMeta()),
                aliases(row.getAliases()),
                phase(row.getStatus()),
                notice == null ? null : notice(notice),
                disregarded == null ? null : notice(disregarded),
                row.getVersion(),
                row.getUpdatedAt(),
                row.getReadyAt(),
                row.getComplete());
    }

    static ParkedNotice toRecord(Parked parked) {
        return new ParkedNotice(notice(parked.notice()), millis(parked.at()));
    }

    static Parked fromRecord(ParkedNotice row) {
        return new Parked(notice(row.getNotice()), row.getParkedAt());
    }

    static video.divine.media.avro.PublisherCounters toRecord(PublisherCounters counters) {
        return new video.divine.media.avro.PublisherCounters(
                counters.uploads(),
                counters.ready(),
                counters.failed(),
                counters.deleted(),
                counters.secondsStored());
    }

    static PublisherCounters fromRecord(video.divine.media.avro.PublisherCounters row) {
        return new PublisherCounters(
                row.getUploads(),
                row.getReady(),
                row.getFailed(),
                row.getDeleted(),
                row.getSecondsStored());
    }

    /** What everybody may see. Playback URLs appear once the video is playable, not before. */
    static Video video(Registered video) {
        var registration = video.registration();
        var notice = video.notice();
        var builder =
                Video.newBuilder()
                        .setUid(video.registration().uid().value())
                        .setVersion(video.sequence())
                        .setStatus(status(video.phase()))
                        .setOwner(registration.owner().hex())
                        .setCreatedAt(millis(registration.createdAt()))
                        .setUpdatedAt(millis(video.updatedAt()))
                        .setExpiresAt(millis(registration.expiresAt()))
                        .setSha256(alias(video, AliasKind.SHA256))
                        .setVineId(alias(video, AliasKind.VINE_ID))
                        .setOriginalUrl(alias(video, AliasKind.ORIGINAL_URL))
                        .setMeta(registration.meta())
                        .setReadyAt(millisIfAny(video.readyAt()));
        if (notice != null) {
            builder.setPercent(notice.percent())
                    .setDuration(notice.measures().duration())
                    .setSize(notice.measures().size())
                    .setWidth(notice.measures().width())
                    .setHeight(notice.measures().height());
            if (video.phase() == Phase.READY) {
                builder.setHls(notice.playback().hls())
                        .setDash(notice.playback().dash())
                        .setThumbnail(notice.playback().thumbnail());
            }
        }
        return builder.setError(video.phase() == Phase.FAILED ? error(notice) : null).build();
    }

    static VideoReady ready(Registered video) {
        var notice = Objects.requireNonNull(video.notice(), "a ready video has a notice");
        return VideoReady.newBuilder()
                .setUid(video.registration().uid().value())
                .setOwner(video.registration().owner().hex())
                .setSha256(alias(video, AliasKind.SHA256))
                .setVineId(alias(video, AliasKind.VINE_ID))
                .setOriginalUrl(alias(video, AliasKind.ORIGINAL_URL))
                .setHls(notice.playback().hls())
                .setDash(notice.playback().dash())
                .setThumbnail(notice.playback().thumbnail())
                .setDuration(notice.measures().duration())
                .setSize(notice.measures().size())
                .setWidth(notice.measures().width())
                .setHeight(notice.measures().height())
                .setCreatedAt(millis(video.registration().createdAt()))
                .setReadyAt(millis(Objects.requireNonNull(video.readyAt())))
                .build();
    }

    static VideoFailure failure(Registered video) {
        return VideoFailure.newBuilder()
                .setUid(video.registration().uid().value())
                .setOwner(video.registration().owner().hex())
                .setSha256(alias(video, AliasKind.SHA256))
                .setVineId(alias(video, AliasKind.VINE_ID))
                .setOriginalUrl(alias(video, AliasKind.ORIGINAL_URL))
                .setError(error(video.notice()))
                .setCreatedAt(millis(video.registration().createdAt()))
                .setFailedAt(millis(video.updatedAt()))
                .build();
    }

    private static VideoError error(@Nullable Notice notice) {
        return new VideoError(
                Optional.ofNullable(notice).map(Notice::errorCode).orElse(UNKNOWN_ERROR),
                notice == null ? null : notice.errorText());
    }

    private static @Nullable String alias(Registered video, AliasKind kind) {
        return video.aliases().of(kind).map(Alias::value).orElse(null);
    }

    static VideoStatus status(Phase phase) {
        return switch (phase) {
            case AWAITING_UPLOAD -> VideoStatus.PENDING_UPLOAD;
            case PROCESSING -> VideoStatus.PROCESSING;
            case READY -> VideoStatus.READY;
            case FAILED -> VideoStatus.FAILED;
            case EXPIRED -> VideoStatus.EXPIRED;
            case DELETING -> VideoStatus.DELETING;
            case DELETED -> VideoStatus.DELETED;
        };
    }

    static Phase phase(VideoStatus status) {
        return switch (status) {
            case PENDING_UPLOAD -> Phase.AWAITING_UPLOAD;
            case PROCESSING -> Phase.PROCESSING;
            case READY -> Phase.READY;
            case FAILED -> Phase.FAILED;
            case EXPIRED -> Phase.EXPIRED;
            case DELETING -> Phase.DELETING;
            case DELETED -> Phase.DELETED;
            case UNKNOWN ->
                    throw new IllegalArgumentException(
                            "Expected a known status, but a newer version wrote the row");
        };
    }
}
