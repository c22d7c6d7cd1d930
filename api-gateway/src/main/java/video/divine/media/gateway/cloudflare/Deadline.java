package video.divine.media.gateway.cloudflare;

import java.time.Duration;
import java.util.function.LongSupplier;

/** The end of a saga's time on a monotonic clock: a wall clock may jump in the middle of it. */
record Deadline(LongSupplier nanos, long end) {
    static Deadline in(Duration within, LongSupplier nanos) {
        return new Deadline(nanos, nanos.getAsLong() + within.toNanos());
    }

    /** Zero or negative once it is over. */
    Duration remaining() {
        return Duration.ofNanos(end - nanos.getAsLong());
    }
}
