package video.divine.media.processor.domain.video;

import org.jspecify.annotations.Nullable;

import video.divine.media.processor.domain.Text;

import java.time.Instant;
import java.util.Objects;

/**
 * What Cloudflare Stream said of a video, by webhook or by poll. Notices come late, twice, out of
 * order, or before the registration.
 *
 * @param state Stream's {@code status.state}; an unknown one counts as processing
 * @param readyToStream one quality level is playable; this alone decides readiness
 * @param percent Stream's {@code pctComplete}, 0 to 100; says nothing about readiness
 * @param modified Stream's time of the last change; optional, and it may repeat
 */
public record Notice(
        String state,
        boolean readyToStream,
        @Nullable Double percent,
        @Nullable String errorCode,
        @Nullable String errorText,
        @Nullable Instant modified,
        Measures measures,
        Playback playback) {
    public Notice {
        Text.requireAtMost(Text.WORD, state, "state");
        Text.requireAtMost(Text.WORD, errorCode, "error code");
        Text.requireAtMost(Text.SENTENCE, errorText, "error text");
    }

    /** Which steps come before which; a lower rank never undoes a higher one. */
    public enum Rank {
        PENDING,
        QUEUED,
        IN_PROGRESS,
        ENDED
    }

    /**
     * What Stream measured; absent while it does not know.
     *
     * @param duration seconds
     * @param size bytes of the original
     * @param width pixels
     * @param height pixels
     */
    public record Measures(
            @Nullable Double duration,
            @Nullable Long size,
            @Nullable Integer width,
            @Nullable Integer height) {
        public static final Measures NONE = new Measures(null, null, null, null);

        /** Whether something is known here that was not yet; what was only measured anew is not. */
        boolean addTo(Measures earlier) {
            return !earlier.over(this).equals(earlier);
        }

        Measures over(Measures earlier) {
            return new Measures(
                    duration == null ? earlier.duration : duration,
                    size == null ? earlier.size : size,
                    width == null ? earlier.width : width,
                    height == null ? earlier.height : height);
        }
    }

    /** Where the video plays, as URLs; named by Stream even before it is ready. */
    public record Playback(
            @Nullable String hls, @Nullable String dash, @Nullable String thumbnail) {
        public Playback {
            Text.requireAtMost(Text.URL, hls, "playback URL");
            Text.requireAtMost(Text.URL, dash, "playback URL");
            Text.requireAtMost(Text.URL, thumbnail, "playback URL");
        }

        public static final Playback NONE = new Playback(null, null, null);

        Playback over(Playback earlier) {
            return new Playback(
                    hls == null ? earlier.hls : hls,
                    dash == null ? earlier.dash : dash,
                    thumbnail == null ? earlier.thumbnail : thumbnail);
        }
    }

    /**
     * Said in Stream's place, which says nothing of a video that it does not have. The code is
     * ours, in the style of Stream's open list.
     */
    static Notice deletedAtStream() {
        return new Notice(
                "error",
                false,
                null,
                "ERR_DELETED_AT_STREAM",
                "Cloudflare Stream no longer has this video, although nobody deleted it here.",
                null,
                Measures.NONE,
                Playback.NONE);
    }

    public Rank rank() {
        if (readyToStream) {
            return Rank.ENDED;
        }
        return switch (state) {
            case "pendingupload" -> Rank.PENDING;
            case "queued", "downloading" -> Rank.QUEUED;
            case "error" -> Rank.ENDED;
            // "ready" without readyToStream is not playable yet, and so is a state of the future.
            default -> Rank.IN_PROGRESS;
        };
    }

    /** Every quality level is encoded. */
    public boolean complete() {
        return readyToStream && state.equals("ready") && percent != null && percent >= 100;
    }

    /** Whether this says nothing that {@code other} did not say. */
    public boolean repeats(@Nullable Notice other) {
        return other != null
                && state.equals(other.state)
                && readyToStream == other.readyToStream
                && Objects.equals(percent, other.percent)
                && Objects.equals(modified, other.modified);
    }

    /**
     * Whether this says more than {@code earlier}: a later step, or the same step measured again.
     * Only a playable end is measured again; a failure, or two ends that contradict each other,
     * leave nothing to add.
     */
    public boolean supersedes(@Nullable Notice earlier) {
        if (earlier == null) {
            return true;
        }
        var step = rank().compareTo(earlier.rank());
        var measurable = rank() != Rank.ENDED || (readyToStream && earlier.readyToStream);
        return step > 0 || (step == 0 && measurable && refines(earlier));
    }

    /** Whether this is a later step than {@code earlier}, or the first word of a playable end. */
    public boolean outranks(@Nullable Notice earlier) {
        if (earlier == null) {
            return true;
        }
        var step = rank().compareTo(earlier.rank());
        return step > 0 || (step == 0 && readyToStream && !earlier.readyToStream);
    }

    /**
     * Whether Stream has come further since {@code earlier}: by a step, by more percent, or by what
     * it measured for the first time. What only changed is no progress.
     */
    public boolean progressesFrom(@Nullable Notice earlier) {
        if (earlier == null || outranks(earlier)) {
            return true;
        }
        var more = percent != null && (earlier.percent == null || percent > earlier.percent);
        return more || measures.addTo(earlier.measures);
    }

    /** Whether this may replace what {@code earlier} of the same rank measured. */
    private boolean refines(Notice earlier) {
        if (repeats(earlier) || onlyRedates(earlier)) {
            return false;
        }
        if (modified != null && earlier.modified != null && !modified.equals(earlier.modified)) {
            return modified.isAfter(earlier.modified);
        }
        // Without an order by time, progress is the order.
        return percent != null && (earlier.percent == null || percent > earlier.percent);
    }

    /**
     * Whether this says what {@code earlier} said, at most at another time. It leaves {@code
     * earlier} with its date: what is older than that still loses. What lies between the two dates
     * would win, but can say nothing else unless Stream took something back and then took that
     * back; the next notice sets that right.
     */
    private boolean onlyRedates(Notice earlier) {
        return over(earlier).at(earlier.modified).equals(earlier);
    }

    private Notice at(@Nullable Instant otherwise) {
        return new Notice(
                state, readyToStream, percent, errorCode, errorText, otherwise, measures, playback);
    }

    /** This notice, with what {@code earlier} knew and it does not. */
    public Notice over(@Nullable Notice earlier) {
        return earlier == null
                ? this
                : new Notice(
                        state,
                        readyToStream,
                        percent == null ? earlier.percent : percent,
                        errorCode,
                        errorText,
                        modified == null ? earlier.modified : modified,
                        measures.over(earlier.measures),
                        playback.over(earlier.playback));
    }
}
