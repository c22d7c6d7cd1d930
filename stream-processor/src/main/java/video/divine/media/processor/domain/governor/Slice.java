package video.divine.media.processor.domain.governor;

import java.time.Instant;

/**
 * The leases that end within one second.
 *
 * @param second seconds since 1970, by the log's time
 */
public record Slice(long second, Calls calls) {
    static long secondOf(Instant until) {
        return until.getEpochSecond();
    }

    /** When its calls count no more; {@link Budget} says why. */
    Instant countsUntil() {
        return Instant.ofEpochSecond(second + 1).plus(Budget.WINDOW).plus(Budget.LEASE);
    }

    Slice with(Calls more) {
        return new Slice(second, calls.plus(more));
    }

    Slice without(Calls fewer) {
        return new Slice(second, calls.minus(fewer));
    }
}
