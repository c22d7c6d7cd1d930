package video.divine.media.processor.server;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import video.divine.media.processor.query.StoreUnavailableException;
import video.divine.media.schemas.read.Refused;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/** Where stores are read: off the event loop, as that may read a disk. */
public final class ReadThreads implements AutoCloseable {
    /** RocksDB reads are short; more threads than cores only wait for each other. */
    private static final int THREADS = 4;

    private static final int QUEUED = 10_000;

    /** Operators and their pages; each of them asks again. */
    private static final int SCANS_QUEUED = 16;

    /** A gateway waits for a second; one that has gone is not always noticed. */
    private static final Duration SCAN = Duration.ofSeconds(2);

    private final Scheduler threads;
    private final Scheduler scans;
    private final Duration longestScan;

    public ReadThreads(Scheduler threads) {
        this(threads, threads, SCAN);
    }

    private ReadThreads(Scheduler threads, Scheduler scans, Duration longestScan) {
        this.threads = threads;
        this.scans = scans;
        this.longestScan = longestScan;
    }

    /** Some threads of its own. */
    public static ReadThreads start() {
        return start(SCAN);
    }

    static ReadThreads start(Duration longestScan) {
        return new ReadThreads(
                Schedulers.newBoundedElastic(THREADS, QUEUED, "reads"),
                Schedulers.newBoundedElastic(1, SCANS_QUEUED, "scans"),
                longestScan);
    }

    /**
     * Reads on such a thread; fails with a {@link StoreUnavailableException} where too many wait
     * for one. A read that nobody waits for any more is not begun.
     */
    public <T> Mono<T> read(Callable<T> read) {
        return on(threads, read);
    }

    /**
     * Goes through a store, one such at a time, on a thread that no other read waits for.
     *
     * @param scan given whether anybody waits for it still, which it has to ask again and again; it
     *     is true for 2 s at most
     */
    public <T> Mono<T> scan(Function<BooleanSupplier, T> scan) {
        return Mono.defer(
                () -> {
                    var gone = new AtomicBoolean();
                    var end = System.nanoTime() + longestScan.toNanos();
                    BooleanSupplier wanted = () -> !gone.get() && System.nanoTime() - end < 0;
                    return on(scans, () -> unlessGone(gone, () -> scan.apply(wanted)))
                            .flatMap(Mono::justOrEmpty)
                            .doOnCancel(() -> gone.set(true));
                });
    }

    /** Who has gone hears of no failure, and an error that nobody hears is logged as one. */
    private static <T> Optional<T> unlessGone(AtomicBoolean gone, Supplier<T> scan) {
        try {
            return Optional.of(scan.get());
        } catch (StoreUnavailableException e) {
            if (gone.get()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static <T> Mono<T> on(Scheduler scheduler, Callable<T> read) {
        return Mono.fromCallable(read)
                .subscribeOn(scheduler)
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
        scans.dispose();
    }
}
