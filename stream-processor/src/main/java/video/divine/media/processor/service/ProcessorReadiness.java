package video.divine.media.processor.service;

import video.divine.media.processor.query.Replicas;
import video.divine.media.processor.runtime.MediaStreams;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Whether a processor serves: its active stores do, and since its start the copies that it keeps of
 * others' have once caught up. Whoever restarts one processor after the other waits for this before
 * the next: that one's partitions are then read here.
 */
final class ProcessorReadiness implements BooleanSupplier {
    /** Records; what a gateway reads from by default. */
    static final long CAUGHT_UP = 1_000;

    private final BooleanSupplier running;
    private final Supplier<Optional<Replicas>> replicas;
    private volatile boolean caughtUp;

    /**
     * A readiness that has to be gained.
     *
     * @param replicas empty before anything runs
     */
    ProcessorReadiness(BooleanSupplier running, Supplier<Optional<Replicas>> replicas) {
        this.running = running;
        this.replicas = replicas;
    }

    static ProcessorReadiness of(ProcessorLifecycle processor) {
        return new ProcessorReadiness(
                () -> processor.streams().map(MediaStreams::isReady).orElse(false),
                () -> processor.streams().map(MediaStreams::replicas));
    }

    /** Does not block. */
    @Override
    public boolean getAsBoolean() {
        return running.getAsBoolean() && hasCaughtUp();
    }

    private boolean hasCaughtUp() {
        if (!caughtUp) {
            var here = replicas.get().map(it -> it.overview().replicas());
            caughtUp =
                    here.filter(all -> !all.isEmpty() && all.stream().allMatch(this::isClose))
                            .isPresent();
        }
        return caughtUp;
    }

    private boolean isClose(Replicas.Replica replica) {
        var lag = replica.lag();
        return lag != null && lag <= CAUGHT_UP;
    }
}
