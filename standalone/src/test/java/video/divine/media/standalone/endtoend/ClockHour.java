package video.divine.media.standalone.endtoend;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The quota is that of a clock hour; a test across its end would count in two. */
final class ClockHour {
    private static final Duration NEEDED = Duration.ofSeconds(30);

    private ClockHour() {}

    /** When the present one began. */
    static Instant current() {
        return Instant.now().truncatedTo(ChronoUnit.HOURS);
    }

    /** Returns at once, or where fewer than 30 s of the hour remain, when the next begins. */
    static void awaitEnough() {
        var next = current().plus(1, ChronoUnit.HOURS);
        var left = Duration.between(Instant.now(), next);
        if (left.compareTo(NEEDED) < 0) {
            try {
                Thread.sleep(left.plusSeconds(1));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
