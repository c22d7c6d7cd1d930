package video.divine.media.simulator;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import java.time.Duration;

/** Threads for what blocks. */
final class BlockingThreads {
    private static final Logger log = LoggerFactory.getLogger(BlockingThreads.class);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(5);
    private static final int MOST_WAITING = 10_000;
    private static final int IDLE_SECONDS = 60;

    private BlockingThreads() {}

    static Scheduler start(String name, int count) {
        return Schedulers.newBoundedElastic(count, MOST_WAITING, name, IDLE_SECONDS, true);
    }

    /** What has begun may be writing: it is interrupted only if it does not end by itself. */
    static void end(Scheduler threads) {
        try {
            threads.disposeGracefully().block(STOP_DEADLINE);
        } catch (IllegalStateException late) {
            log.warn("{} did not end within {}", threads, STOP_DEADLINE);
        } finally {
            threads.dispose();
        }
    }
}
