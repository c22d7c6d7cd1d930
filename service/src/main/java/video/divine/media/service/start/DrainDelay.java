package video.divine.media.service.start;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

import java.time.Duration;

/**
 * At the end, the time in which load balancers learn from the probe that nothing more is to be sent
 * here, while requests are still served. Boot takes the readiness back before the first bean stops,
 * and this one stops first.
 */
public final class DrainDelay implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(DrainDelay.class);

    private final Duration delay;
    private final Pause pause;
    private boolean running;

    /** Lets time pass. */
    @FunctionalInterface
    interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    /**
     * An end that takes longer.
     *
     * @param delay a little longer than it takes a balancer to ask; zero without one
     */
    public DrainDelay(Duration delay) {
        this(delay, Thread::sleep);
    }

    DrainDelay(Duration delay, Pause pause) {
        this.delay = delay;
        this.pause = pause;
    }

    @Override
    public synchronized void start() {
        running = true;
    }

    @Override
    public synchronized void stop() {
        running = false;
        if (delay.isPositive()) {
            LOG.info("not ready any more, served for another {}", delay);
            try {
                pause.of(delay);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }

    /** Before all others, web servers included. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
