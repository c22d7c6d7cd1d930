package video.divine.media.gateway;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** Stands still until it is told to go on. */
public final class FakeClock implements InstantSource {
    /** Half an hour before {@link FakeCommands#RESET_AT}. */
    public static final Instant START = Instant.parse("2027-01-15T08:30:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);

    public void reset() {
        now.set(START);
    }

    public void advance(Duration by) {
        now.updateAndGet(time -> time.plus(by));
    }

    @Override
    public Instant instant() {
        return now.get();
    }
}
