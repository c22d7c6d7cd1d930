package video.divine.media.gateway;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import video.divine.media.avro.LedgerRow;
import video.divine.media.gateway.query.OperatorReads;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What operators read, in memory. */
public final class FakeOperatorReads implements OperatorReads {
    private final List<Parked> parked = new ArrayList<>();
    private final List<Stuck> stuck = new ArrayList<>();
    private @Nullable CallsAtStream calls;
    private @Nullable LedgerRow storage;
    private @Nullable RuntimeException failure;

    public synchronized void reset() {
        parked.clear();
        stuck.clear();
        calls = null;
        storage = null;
        failure = null;
    }

    public synchronized void park(Parked notice) {
        parked.add(notice);
    }

    public synchronized void stick(Stuck video) {
        stuck.add(video);
    }

    public synchronized void calls(CallsAtStream now) {
        calls = now;
    }

    public synchronized void storage(LedgerRow now) {
        storage = now;
    }

    /** Every read fails from now on. */
    public synchronized void fail(RuntimeException with) {
        failure = with;
    }

    @Override
    public Mono<List<Parked>> parkedNotices(int limit) {
        return read(() -> Mono.just(parked.stream().limit(limit).toList()));
    }

    @Override
    public Mono<List<Stuck>> stuckVideos(int limit) {
        return read(() -> Mono.just(stuck.stream().limit(limit).toList()));
    }

    @Override
    public Mono<CallsAtStream> calls() {
        return read(() -> Mono.justOrEmpty(calls));
    }

    @Override
    public Mono<LedgerRow> storage() {
        return read(() -> Mono.justOrEmpty(storage));
    }

    private <T> Mono<T> read(Supplier<Mono<T>> rows) {
        return Mono.defer(
                () -> {
                    synchronized (this) {
                        return failure == null ? rows.get() : Mono.error(failure);
                    }
                });
    }
}
