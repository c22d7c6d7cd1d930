package video.divine.media.processor.server;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import video.divine.media.processor.query.StoreUnavailableException;
import video.divine.media.schemas.read.Refused;

import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;

/** Where stores are read: off the event loop, as that may read a disk. */
public final class ReadThreads implements AutoCloseable {
    /** RocksDB reads are short; more threads than cores only wait for each other. */
    private static final int THREADS = 4;

    private static final int QUEUED = 10_000;

    private final Scheduler threads;

    public ReadThreads(Scheduler threads) {
        this.threads = threads;
    }

    /** Some threads of its own. */
    public static ReadThreads start() {
        return new ReadThreads(Schedulers.newBoundedElastic(THREADS, QUEUED, "reads"));
    }

    /**
     * Reads on such a thread; fails with a {@link StoreUnavailableException} where too many wait
     * for one. A read that nobody waits for any more is not begun.
     */
    public <T> Mono<T> read(Callable<T> read) {
        return Mono.fromCallable(read)
                .subscribeOn(threads)
                .onErrorMap(
                        RejectedExecutionException.class,
                        _ ->
                                new StoreUnavailableException(
                                        Refused.OVERLOADED,
                                        "Expected a thread to read with, but too many wait for one"));
    }

    @Override
    public void close() {
        threads.dispose();
    }
}
