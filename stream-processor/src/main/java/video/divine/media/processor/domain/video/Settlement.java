package video.divine.media.processor.domain.video;

import org.jspecify.annotations.Nullable;

import video.divine.media.processor.domain.video.VideoState.Registered;
import video.divine.media.processor.domain.video.VideoState.Unregistered;

import java.util.Optional;

/** What a video takes of the account's storage, from the event on that makes it known. */
public final class Settlement {
    /** Longer than any video: what lies above is no length. */
    private static final double LONGEST_SECONDS = 1e9;

    private Settlement() {}

    /**
     * The seconds that {@code event} made known; empty where they are as they were, or still
     * unknown: then the reservation of the upload stands.
     */
    public static Optional<Double> of(VideoEvent event, VideoState before, Registered after) {
        return switch (event) {
            case VideoEvent.VideoBecameReady _ -> length(after);
            case VideoEvent.VideoRefined _ -> {
                var length = length(after);
                yield length.equals(length(before)) ? Optional.empty() : length;
            }
            case VideoEvent.VideoFailed _, VideoEvent.UploadExpired _, VideoEvent.VideoDeleted _ ->
                    Optional.of(0.0);
            case VideoEvent.VideoRegistered _,
                    VideoEvent.AliasesRecorded _,
                    VideoEvent.ProcessingAdvanced _,
                    VideoEvent.RenditionsCompleted _,
                    VideoEvent.NoticeDisregarded _,
                    VideoEvent.DeletionStarted _,
                    VideoEvent.NoticeParked _ ->
                    Optional.empty();
        };
    }

    private static Optional<Double> length(VideoState state) {
        var notice =
                switch (state) {
                    case Unregistered _ -> null;
                    case Registered video -> video.notice();
                };
        return Optional.ofNullable(secondsOf(notice))
                .filter(seconds -> seconds >= 0 && seconds <= LONGEST_SECONDS);
    }

    private static @Nullable Double secondsOf(@Nullable Notice notice) {
        return notice == null ? null : notice.measures().duration();
    }
}
