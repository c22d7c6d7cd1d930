package video.divine.media.simulator.video;

import java.time.Instant;
import java.util.Optional;

/**
 * One video, immutable.
 *
 * @param uid 32 lower-case hex digits
 * @param modified strictly later at every change a reader can see
 * @param uploaded when the whole file had arrived
 * @param unsentNotice the webhook body of a finished video until it is delivered, or there is
 *     nobody to deliver it to
 */
public record Video(
        String uid,
        Instant created,
        Instant modified,
        VideoOptions options,
        UploadLink link,
        Optional<Instant> uploaded,
        Source source,
        VideoStatus status,
        Optional<String> unsentNotice) {

    public static Video ticket(String uid, Instant now, VideoOptions options, UploadLink link) {
        return new Video(
                uid,
                now,
                now,
                options,
                link,
                Optional.empty(),
                Source.notUploaded(),
                new VideoStatus.PendingUpload(),
                Optional.empty());
    }

    public Video withModified(Instant instant) {
        return new Video(
                uid, created, instant, options, link, uploaded, source, status, unsentNotice);
    }

    public Video withOptions(VideoOptions changed) {
        return new Video(
                uid, created, modified, changed, link, uploaded, source, status, unsentNotice);
    }

    public Video withLink(UploadLink changed) {
        return new Video(
                uid, created, modified, options, changed, uploaded, source, status, unsentNotice);
    }

    public Video withUpload(Instant at, Source measured) {
        return new Video(
                uid,
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
                uid, created, modified, options, link, uploaded, measured, status, unsentNotice);
    }

    public Video withStatus(VideoStatus changed) {
        return new Video(
                uid, created, modified, options, link, uploaded, source, changed, unsentNotice);
    }

    public Video withUnsentNotice(Optional<String> body) {
        return new Video(uid, created, modified, options, link, uploaded, source, status, body);
    }
}
