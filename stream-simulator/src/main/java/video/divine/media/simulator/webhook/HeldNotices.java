package video.divine.media.simulator.webhook;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Lets a notice wait until one that came after it has gone. */
final class HeldNotices {
    private final Duration bound;

    // All guarded by this.
    private long entered;
    private long latestGone;
    private boolean closed;

    /**
     * Holds nothing yet.
     *
     * @param bound of one wait, if nothing comes after it
     */
    HeldNotices(Duration bound) {
        this.bound = bound;
    }

    /**
     * The place of one notice among all.
     *
     * @param number later ones have higher numbers
     * @param held whether it is to wait for one of them
     */
    record Place(long number, boolean held) {}

    synchronized Place enter(boolean held) {
        entered++;
        return new Place(entered, held);
    }

    /**
     * Blocks until a later notice has gone or the bound has passed, if this one is held.
     *
     * @return whether the notice may go now; not after the close
     */
    synchronized boolean hold(Place place) throws InterruptedException {
        if (place.held()) {
            await(place.number());
        }
        return !closed;
    }

    synchronized void gone(Place place) {
        latestGone = Math.max(latestGone, place.number());
        notifyAll();
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }

    private void await(long number) throws InterruptedException {
        var deadline = System.nanoTime() + bound.toNanos();
        var left = bound.toNanos();
        while (!closed && latestGone < number && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = deadline - System.nanoTime();
        }
    }
}
