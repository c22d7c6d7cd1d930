package video.divine.media.simulator.video;

import java.time.Instant;
import java.util.Optional;

/**
 * One video, immutable.
 *
 * @param uid 32 lower-case hex digits
 * @param ordinal among all videos that were ever made here, from 1; 0 before the catalogue has it
 * @param modified strictly later at every change a reader can see
 * @param link nothing where no creator was to upload the file, as for a copy
 * @param uploaded when the whole file had arrived
 * @param unsentNotice of a finished video until it is delivered, or there is nobody to deliver it
 *     to
 */
public record Video(
        String uid,
        long ordinal,
        Instant created,
        Instant modified,
        VideoOptions options,
        Optional<UploadLink> link,
        Optional<Instant> uploaded,
        Source source,
        VideoStatus status,
        Optional<Notice> unsentNotice) {

    public static Video ticket(String uid, Instant now, VideoOptions options, UploadLink link) {
        return new Video(
                uid,
                0,
                now,
                now,
                options,
                Optional.of(link),
                Optional.empty(),
                Source.notUploaded(),
                new VideoStatus.PendingUpload(),
                Optional.empty());
    }

    /** A video whose file comes from the URL. */
    public static Video copy(String uid, Instant now, VideoOptions options, String url) {
        return new Video(
                uid,
                0,
                now,
                now,
                options,
                Optional.empty(),
                Optional.empty(),
                Source.notUploaded(),
                new VideoStatus.Downloading(url),
                Optional.empty());
    }

    /** A video whose file is here. */
    public static Video uploaded(String uid, Instant now, VideoOptions options, Source measured) {
        return new Video(
                uid,
                0,
                now,
                now,
                options,
                Optional.empty(),
                Optional.of(now),
                measured,
                new VideoStatus.Queued(),
                Optional.empty());
    }

    Video withOrdinal(long given) {
        return new Video(
                uid,
                given,
                created,
                modified,
                options,
                link,
                uploaded,
                source,
                status,
                unsentNotice);
    }

    public Video withModified(Instant instant) {
        return new Video(
                uid,
                ordinal,
                created,
                instant,
                options,
                link,
                uploaded,
                source,
                status,
                unsentNotice);
    }

    public Video withOptions(VideoOptions changed) {
        return new Video(
                uid,
                ordinal,
                created,
                modified,
                changed,
                link,
                uploaded,
                source,
                status,
                unsentNotice);
    }

    public Video withLink(UploadLink changed) {
        return new Video(
                uid,
                ordinal,
                created,
                modified,
                options,
                Optional.of(changed),
                uploaded,
                source,
                status,
                unsentNotice);
    }

    public Video withUpload(Instant at, Source measured) {
        return new Video(
                uid,
                ordinal,
                created,
                modified,
                options,
                link,
                Optional.of(at),
                measured,
                status,
                unsentNotice);
    }

    public Video withSource(Source measured) {
        return new Video(
                uid,
                ordinal,
                created,
                modified,
                options,
                link,
                uploaded,
                measured,
                status,
                unsentNotice);
    }

    public Video withStatus(VideoStatus changed) {
        return new Video(
                uid,
                ordinal,
                created,
                modified,
                options,
                link,
                uploaded,
                source,
                changed,
                unsentNotice);
    }

    public Video withUnsentNotice(Optional<Notice> notice) {
        return new Video(
                uid, ordinal, created, modified, options, link, uploaded, source, status, notice);
    }
}
