package video.divine.media.service.start;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContext;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The end of a process that has nothing to serve any more; whoever supervises it starts it again.
 */
public final class FatalStop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(FatalStop.class);
    private static final int FAILED = 1;

    private final ApplicationContext context;
    private final AtomicBoolean stopping = new AtomicBoolean();

    public FatalStop(ApplicationContext context) {
        this.context = context;
    }

    /** Stops in order, with exit code 1. Returns at once: whoever calls is often to be stopped. */
    @Override
    public void run() {
        if (stopping.compareAndSet(false, true)) {
            Thread.ofPlatform()
                    .name("fatal-stop")
                    .start(() -> System.exit(SpringApplication.exit(context, () -> FAILED)));
        }
    }

    /** Says why, in one sentence, and stops. */
    public void because(RuntimeException failure) {
        LOG.error("divine-media does not start: {}", failure.getMessage(), failure);
        run();
    }
}
