package video.divine.media.simulator.work;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** How background work ends. */
public final class Workers {
    private static final Logger log = LoggerFactory.getLogger(Workers.class);

    private Workers() {}

    /**
     * Takes nothing more and waits for what is under way. Nothing is interrupted: that would break
     * a state file's write half-way.
     *
     * @param deadline after which it is left alone, and the log says so
     * @param what works there, in the plural
     */
    public static void stop(ExecutorService workers, Duration deadline, String what) {
        workers.shutdown();
        try {
            if (!workers.awaitTermination(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("{} did not stop within {}", what, deadline);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
