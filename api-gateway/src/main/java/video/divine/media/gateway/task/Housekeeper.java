package video.divine.media.gateway.task;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A thread for the house: however long a round takes, tasks are done meanwhile. */
final class Housekeeper implements Rounds, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeper.class);

    private final Rounds work;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().name("housekeeping").daemon().factory());
    private final AtomicBoolean busy = new AtomicBoolean();

    Housekeeper(Rounds work) {
        this.work = work;
    }

    /** Does not wait. While a round is going on there is no other. */
    @Override
    public void runIfDue(boolean isOurs) {
        if (!busy.compareAndSet(false, true)) {
            return;
        }
        try {
            thread.execute(() -> round(isOurs));
        } catch (RejectedExecutionException e) {
            LOG.debug("no housekeeping any more, it is closed");
        }
    }

    private void round(boolean isOurs) {
        try {
            work.runIfDue(isOurs);
        } catch (RuntimeException | Error e) {
            if (thread.isShutdown()) {
                LOG.info("housekeeping was broken off");
            } else {
                LOG.error("housekeeping failed, trying again", e);
            }
        } finally {
            busy.set(false);
        }
    }

    /** Breaks off what is going on: whoever keeps house next does it again. */
    @Override
    public void close() {
        var _ = thread.shutdownNow();
    }
}
