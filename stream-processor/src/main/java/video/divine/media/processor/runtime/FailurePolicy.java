package video.divine.media.processor.runtime;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;

import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import video.divine.media.schemas.registry.RegistryUnavailableException;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * What becomes of a stream thread that died. Brokers and registries come back, so the thread is
 * replaced, but not for ever; broken disks do not, so the process stops and leaves its work to
 * somebody else. It never stops the whole application: the next instance may be healthy.
 */
final class FailurePolicy implements StreamsUncaughtExceptionHandler {
    static final int BUDGET = 10;
    static final Duration WINDOW = Duration.ofMinutes(2);

    /** Short of the session: the thread keeps its tasks meanwhile. */
    static final Duration REGISTRY_PAUSE = Duration.ofSeconds(3);

    private static final Logger LOG = LoggerFactory.getLogger(FailurePolicy.class);

    private final InstantSource clock;
    private final Runnable onFatal;
    private final Consumer<Duration> sleep;
    private final Deque<Instant> replaced = new ArrayDeque<>();

    FailurePolicy(InstantSource clock, Runnable onFatal) {
        this(clock, onFatal, FailurePolicy::sleep);
    }

    /**
     * A policy.
     *
     * @param sleep waits on the thread that died
     */
    FailurePolicy(InstantSource clock, Runnable onFatal, Consumer<Duration> sleep) {
        this.clock = clock;
        this.onFatal = onFatal;
        this.sleep = sleep;
    }

    @Override
    public StreamThreadExceptionResponse handle(Throwable exception) {
        if (isAbsentRegistry(exception)) {
            // It comes back or it does not; another machine would not find it either.
            LOG.warn(
                    "the schema registry is away; the stream thread begins again in {}: {}",
                    REGISTRY_PAUSE,
                    exception.getMessage());
            sleep.accept(REGISTRY_PAUSE);
            return REPLACE_THREAD;
        }
        return decide(exception);
    }

    private synchronized StreamThreadExceptionResponse decide(Throwable exception) {
        if (isBrokenMachine(exception)) {
            LOG.error("state store failed; the processor stops", exception);
            onFatal.run();
            return SHUTDOWN_CLIENT;
        }
        var now = clock.instant();
        while (!replaced.isEmpty() && replaced.peekFirst().isBefore(now.minus(WINDOW))) {
            replaced.removeFirst();
        }
        if (replaced.size() >= BUDGET) {
            LOG.error(
                    "stream threads died {} times in {}; the processor stops",
                    BUDGET + 1,
                    WINDOW,
                    exception);
            onFatal.run();
            return SHUTDOWN_CLIENT;
        }
        replaced.addLast(now);
        LOG.warn("stream thread died and is replaced", exception);
        return REPLACE_THREAD;
    }

    private static boolean isAbsentRegistry(Throwable exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof RegistryUnavailableException) {
                return true;
            }
        }
        return false;
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isBrokenMachine(Throwable exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProcessorStateException
                    || cause instanceof RocksDBException
                    || cause instanceof VirtualMachineError
                    || cause instanceof LinkageError) {
                return true;
            }
        }
        return false;
    }
}
