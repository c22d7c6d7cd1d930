package video.divine.media.processor.domain.claims;

import java.time.Duration;
import java.time.Instant;

/**
 * The log's time, which never goes back. Where the broker's clock was ahead and is set right, time
 * goes on at half its pace until the clock has caught up: it would stand still for as long as the
 * clock had leapt, and no lease, deadline or hour would end.
 *
 * @param now the latest time
 * @param lead how far it lay ahead of the record that came last; zero while that is no more than
 *     {@link #SLACK}
 */
public record LogClock(Instant now, Duration lead) {
    /** So much is waited for: brokers differ, and leaders change. */
    static final Duration SLACK = Duration.ofMinutes(1);

    private static final long PACE = 2;

    /** The time that {@code record} begins. */
    public static LogClock startingAt(Instant record) {
        return new LogClock(record, Duration.ZERO);
    }

    /**
     * The clock once a record of that time was read.
     *
     * @param record its LogAppendTime
     */
    public LogClock at(Instant record) {
        var behind = Duration.between(record, now);
        if (behind.compareTo(SLACK) <= 0) {
            return startingAt(record.isBefore(now) ? now : record);
        }
        var passed = lead.minus(behind).toMillis();
        if (lead.isZero() || passed <= 0) {
            return new LogClock(now, behind);
        }
        var step = passed / PACE;
        // What is left of the division counts with the next record: they may be a millisecond
        // apart.
        return new LogClock(now.plusMillis(step), behind.plusMillis(step + passed % PACE));
    }
}
