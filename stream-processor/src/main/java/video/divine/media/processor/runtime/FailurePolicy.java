package video.divine.media.processor.runtime;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;

import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What becomes of a stream thread that died. Brokers and registries come back, so the thread is
 * replaced, but not for ever; broken disks do not, so the process stops and leaves its work to
 * somebody else. It never stops the whole application: the next instance may be healthy.
 */
final class FailurePolicy implements StreamsUncaughtExceptionHandler {
    static final int BUDGET = 10;
    static final Duration WINDOW = Duration.ofMinutes(2);

    private static final Logger LOG = LoggerFactory.getLogger(FailurePolicy.class);

    private final InstantSource clock;
    private final Runnable onFatal;
    private final Deque<Instant> replaced = new ArrayDeque<>();

    FailurePolicy(InstantSource clock, Runnable onFatal) {
        this.clock = clock;
        this.onFatal = onFatal;
    }

    @Override
    public synchronized StreamThreadExceptionResponse handle(Throwable exception) {
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
