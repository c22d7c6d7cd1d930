package video.divine.media.service.start;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import video.divine.media.schemas.registry.IncompatibleSchemaException;
import video.divine.media.service.kafka.KafkaFailureException;
import video.divine.media.service.kafka.KafkaFailures;
import video.divine.media.service.kafka.KafkaSettingsException;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What a process does before it can work, on a thread of its own, so that it is alive meanwhile.
 * Kafka, registry and topics may come later than the process: it tries until they are there. The
 * log has one line when it begins to wait, one when the reason changes, and one when it is over.
 */
public final class StartUp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StartUp.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);

    /** The start was broken off, because the process ends. */
    private static final class ClosedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private StartUp(String name, Consumer<StartUp> work, Consumer<RuntimeException> fatal) {
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(() -> run(work, fatal));
    }

    /**
     * Begins with {@code work}.
     *
     * @param name of its thread
     * @param fatal hears of what no patience helps against
     */
    public static StartUp begin(
            String name, Consumer<StartUp> work, Consumer<RuntimeException> fatal) {
        var startUp = new StartUp(name, work, fatal);
        startUp.thread.start();
        return startUp;
    }

    private void run(Consumer<StartUp> work, Consumer<RuntimeException> fatal) {
        try {
            work.accept(this);
        } catch (ClosedException | InterruptException _) {
            LOG.debug("the start was broken off");
        } catch (RuntimeException e) {
            if (closing.getCount() > 0) {
                fatal.accept(e);
            }
        }
    }

    /**
     * The first success of {@code attempt}. To be called by the work alone.
     *
     * @param what is waited for, as the log names it
     * @param attempt may block for seconds, and throws what Kafka, the registry or {@link
     *     NotThereYetException} have to say as long as it fails for want of them
     * @throws KafkaSettingsException where the settings make no client
     */
    public <T> T await(String what, Supplier<T> attempt) {
        @Nullable Class<?> said = null;
        long since = System.nanoTime();
        while (true) {
            try {
                var there = attempt.get();
                if (said != null) {
                    LOG.info(
                            "{} is there, after {} s",
                            what,
                            TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since));
                }
                return there;
            } catch (InterruptException | IncompatibleSchemaException e) {
                throw e;
            } catch (NotThereYetException | KafkaFailureException | KafkaException e) {
                var reason = e instanceof KafkaException kafka ? KafkaFailures.of(kafka) : e;
                if (reason instanceof KafkaSettingsException) {
                    throw reason;
                }
                // Its words may differ each time, by a port or a number of milliseconds.
                var root = rootOf(reason);
                if (root.getClass() != said) {
                    said = root.getClass();
                    LOG.warn(
                            "waiting for {}: {}",
                            what,
                            (reason instanceof KafkaFailureException ? reason : root).getMessage());
                } else {
                    LOG.debug("still waiting for {}", what);
                }
            }
            pause();
        }
    }

    /** Kafka says what is the matter in the cause: a host unknown, a password that is wrong. */
    private static Throwable rootOf(Throwable failure) {
        var root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? failure : root;
    }

    private void pause() {
        try {
            if (closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ClosedException();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClosedException();
        }
    }

    /** Breaks the start off where it is not over. */
    @Override
    public void close() {
        closing.countDown();
        thread.interrupt();
        try {
            if (!thread.join(PATIENCE)) {
                LOG.warn("{} did not end within {}", thread.getName(), PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
