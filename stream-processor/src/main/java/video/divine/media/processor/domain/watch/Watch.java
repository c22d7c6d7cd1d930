package video.divine.media.processor.domain.watch;

import org.jspecify.annotations.Nullable;

import video.divine.media.processor.domain.video.Phase;

import java.time.Duration;
import java.time.Instant;

/**
 * A video that Stream is asked about until it has reached an end.
 *
 * @param phase where the video stood when it was last looked at
 * @param since when it made its last step
 * @param attempts how often Stream was asked since then
 * @param nextAt when Stream is asked next
 * @param absences how often in a row Stream did not know the video
 * @param absentSince when the first of them was recorded
 * @param alarmed it has stood still for longer than its phase should last, and that was reported
 */
public record Watch(
        Phase phase,
        Instant since,
        int attempts,
        Instant nextAt,
        int absences,
        @Nullable Instant absentSince,
        boolean alarmed) {
    /** The watch after a step: nobody has asked since. */
    static Watch first(Phase phase, Instant since, Instant nextAt) {
        return new Watch(phase, since, 0, nextAt, 0, null, false);
    }

    Watch asked(int times, Instant next) {
        return new Watch(phase, since, times, next, absences, absentSince, alarmed);
    }

    Watch alarm() {
        return new Watch(phase, since, attempts, nextAt, absences, absentSince, true);
    }

    /** Stream did not know the video. */
    Watch missed(Instant now) {
        return new Watch(
                phase,
                since,
                attempts,
                nextAt,
                absences + 1,
                absentSince == null ? now : absentSince,
                alarmed);
    }

    /** Stream knew the video. */
    Watch seen() {
        return new Watch(phase, since, attempts, nextAt, 0, null, alarmed);
    }

    Watch atTheLatest(Instant next) {
        return next.isBefore(nextAt) ? asked(attempts, next) : this;
    }

    /** How long Stream has not known the video. */
    Duration absence(Instant now) {
        return absentSince == null ? Duration.ZERO : Duration.between(absentSince, now);
    }
}
