package video.divine.media.processor.domain.publisher;

import org.jspecify.annotations.Nullable;

import video.divine.media.processor.domain.video.Phase;
import video.divine.media.processor.domain.video.VideoState;
import video.divine.media.processor.domain.video.VideoState.Registered;
import video.divine.media.processor.domain.video.VideoState.Unregistered;

/**
 * What one publisher has.
 *
 * @param uploads videos registered
 * @param ready videos that became playable
 * @param failed videos that failed
 * @param deleted videos that were deleted
 * @param secondsStored seconds of all playable videos that are still there
 */
public record PublisherCounters(
        long uploads, long ready, long failed, long deleted, double secondsStored) {
    public static final PublisherCounters NONE = new PublisherCounters(0, 0, 0, 0, 0);

    /** The counters after one of the publisher's videos went from one state to another. */
    public PublisherCounters count(VideoState before, Registered after) {
        var entered = phaseOf(before) != after.phase();
        return new PublisherCounters(
                uploads + (before instanceof Unregistered ? 1 : 0),
                ready + (entered && after.phase() == Phase.READY ? 1 : 0),
                failed + (entered && after.phase() == Phase.FAILED ? 1 : 0),
                deleted + (entered && after.phase() == Phase.DELETED ? 1 : 0),
                secondsStored + seconds(after) - seconds(before));
    }

    private static @Nullable Phase phaseOf(VideoState state) {
        return switch (state) {
            case Unregistered _ -> null;
            case Registered video -> video.phase();
        };
    }

    private static double seconds(VideoState state) {
        return switch (state) {
            case Unregistered _ -> 0;
            case Registered video -> {
                var stored =
                        switch (video.phase()) {
                            case READY -> true;
                            // Until Stream's copy is gone, a playable video takes room.
                            case DELETING -> video.readyAt() != null;
                            case AWAITING_UPLOAD, PROCESSING, FAILED, EXPIRED, DELETED -> false;
                        };
                var notice = video.notice();
                yield stored && notice != null && notice.measures().duration() != null
                        ? notice.measures().duration()
                        : 0;
            }
        };
    }
}
