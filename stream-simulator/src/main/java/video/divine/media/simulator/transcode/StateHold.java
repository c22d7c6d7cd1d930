package video.divine.media.simulator.transcode;

import video.divine.media.simulator.fault.Faults;
import video.divine.media.simulator.fault.StuckState;
import video.divine.media.simulator.work.Workers;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Keeps videos in a state for its least time and while it is stuck. What waits here waits on a
 * virtual thread of its own and takes no place among the workers.
 */
final class StateHold implements AutoCloseable {
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(10);

    /** A state that a video is in, and the nanoTime since when. */
    record Stay(StuckState state, long since) {
        static Stay begins(StuckState state) {
            return new Stay(state, System.nanoTime());
        }
    }

    private final StateTimes times;
    private final Faults faults;
    private final ExecutorService waiting = Executors.newVirtualThreadPerTaskExecutor();

    /** Guarded by this. */
    private boolean closed;

    StateHold(StateTimes times, Faults faults) {
        this.times = times;
        this.faults = faults;
        faults.onChange(this::lookAgain);
    }

    /** Whether the video may leave now. */
    boolean isOver(Stay stay) {
        return !faults.isStuck(stay.state()) && left(stay) <= 0;
    }

    /** Goes on when the video may leave; now, if it may already, and not at all after the close. */
    void afterwards(Stay stay, Runnable next) {
        if (isOver(stay)) {
            next.run();
        } else {
            later(stay, next);
        }
    }

    /** What waits is left to the next start; what goes on already is waited for. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        Workers.stop(waiting, STOP_DEADLINE, "videos that wait in a state");
    }

    private synchronized void later(Stay stay, Runnable next) {
        if (!closed) {
            waiting.execute(
                    () -> {
                        if (awaited(stay)) {
                            next.run();
                        }
                    });
        }
    }

    private synchronized boolean awaited(Stay stay) {
        try {
            while (!closed && !isOver(stay)) {
                if (faults.isStuck(stay.state())) {
                    wait();
                } else {
                    TimeUnit.NANOSECONDS.timedWait(this, left(stay));
                }
            }
        } catch (InterruptedException nobodyDoes) {
            Thread.currentThread().interrupt();
            return false;
        }
        return !closed;
    }

    private synchronized void lookAgain() {
        notifyAll();
    }

    private long left(Stay stay) {
        var least =
                switch (stay.state()) {
                    case QUEUED -> times.queued();
                    case IN_PROGRESS -> times.inProgress();
                };
        return least.toNanos() - (System.nanoTime() - stay.since());
    }
}
