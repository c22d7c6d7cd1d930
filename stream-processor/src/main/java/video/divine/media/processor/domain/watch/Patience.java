package video.divine.media.processor.domain.watch;

import org.jspecify.annotations.Nullable;

import video.divine.media.processor.domain.Uid;
import video.divine.media.processor.domain.video.Notice;
import video.divine.media.processor.domain.video.Phase;
import video.divine.media.processor.domain.video.VideoState.Registered;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Every duration of the watches: how long to wait between two questions, and for an end.
 *
 * @param uploadGrace between the end of an upload link and the question that ends the upload: what
 *     began just before the end may still be on its way, and clocks differ
 */
public record Patience(Duration uploadGrace) {
    /** How long a playable video is asked about the quality levels that it still lacks. */
    public static final Duration FOR_RENDITIONS = Duration.ofDays(1);

    /** A video that was just created may be unknown to Stream's own reads for so long. */
    public static final Duration AFTER_CREATION = Duration.ofMinutes(5);

    /** Absences count as the truth from so many in a row on … */
    public static final int ABSENCES = 3;

    /** … if they lie so far apart, where nothing was uploaded yet. */
    public static final Duration ABSENT_FOR = Duration.ofMinutes(1);

    /** … and so far where Stream has had the video. */
    public static final Duration LOST_FOR = Duration.ofMinutes(10);

    /** Once the upload link has ended, nobody misses a record that Stream does not know. */
    public static final int ABSENCES_AFTER_LINK = 2;

    private static final Duration ASK = Duration.ofSeconds(15);
    private static final Duration DELETE = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** The wait is shortened by up to a fifth, so that what came together is not asked together. */
    private static final double JITTER = 0.2;

    private static final Duration UPLOAD_LATE = Duration.ofMinutes(15);
    private static final Duration WAITING_FOR_ENCODER = Duration.ofMinutes(10);
    private static final Duration ENCODING = Duration.ofMinutes(30);

    /** A long video may take as much longer as it lasts, and that many times. */
    private static final int ENCODING_PER_DURATION = 10;

    private static final Duration DELETION = Duration.ofMinutes(10);

    /**
     * The wait before the next question: doubles with every one, up to ten minutes. The same for
     * the same video and count, so that a decision that is taken again is the same.
     *
     * @param waits how many waits there were since the last step
     */
    static Duration wait(Uid uid, Phase phase, int waits) {
        var first = deletes(phase) ? DELETE : ASK;
        var doubled = first.multipliedBy(1L << Math.min(Math.max(waits, 0), 10));
        var whole = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        return Duration.ofMillis(Math.round(whole.toMillis() * (1 - JITTER * chance(uid, waits))));
    }

    /** Whether what is to be done of that phase at Stream, if anything, is a deletion. */
    static boolean deletes(Phase phase) {
        return switch (phase) {
            case DELETING, EXPIRED, DELETED -> true;
            case AWAITING_UPLOAD, PROCESSING, READY, FAILED -> false;
        };
    }

    /** Between 0 and 1, evenly spread over uids: the finalizer of MurmurHash3. */
    private static double chance(Uid uid, int waits) {
        var hash = uid.value().hashCode() * 31 + waits;
        hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
        return Integer.toUnsignedLong(hash ^ (hash >>> 16)) / (double) (1L << 32);
    }

    /** How far apart {@link #ABSENCES} must lie to count as the truth. */
    static Duration absentFor(Phase phase) {
        return phase == Phase.AWAITING_UPLOAD ? ABSENT_FOR : LOST_FOR;
    }

    /** Between an absence and the next question: so that {@link #ABSENCES} of them lie that far. */
    static Duration afterAbsence(Phase phase) {
        return absentFor(phase).dividedBy(ABSENCES - 1);
    }

    /** When the upload link is over for good. */
    Instant endOfUpload(Registered video) {
        return video.registration().expiresAt().plus(uploadGrace);
    }

    /** When a video without a step has stood still for too long; empty where it may stand. */
    Optional<Instant> stuckAt(Registered video, Instant since) {
        return switch (video.phase()) {
            case AWAITING_UPLOAD -> Optional.of(endOfUpload(video).plus(UPLOAD_LATE));
            case PROCESSING -> Optional.of(since.plus(encoding(video.notice())));
            case DELETING, EXPIRED, DELETED -> Optional.of(since.plus(DELETION));
            case READY, FAILED -> Optional.empty();
        };
    }

    private static Duration encoding(@Nullable Notice notice) {
        if (notice == null || notice.rank() == Notice.Rank.QUEUED) {
            return WAITING_FOR_ENCODER;
        }
        var seconds = notice.measures().duration();
        return seconds == null
                ? ENCODING
                : ENCODING.plusMillis(Math.round(seconds * 1_000 * ENCODING_PER_DURATION));
    }
}
