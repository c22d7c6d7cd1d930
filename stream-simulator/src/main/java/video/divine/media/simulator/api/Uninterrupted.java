package video.divine.media.simulator.api;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import java.util.concurrent.Callable;

/**
 * Work that runs to its end once it is asked for, whether or not its client is still there.
 * Reactor's way is to interrupt the thread when the client goes away: a file channel that it is
 * writing to is closed then, and memory and disk say different things from there on.
 */
public final class Uninterrupted {
    private static final Logger log = LoggerFactory.getLogger(Uninterrupted.class);

    private Uninterrupted() {}

    /**
     * What the work comes to.
     *
     * @param where it may block
     */
    public static <T> Mono<T> call(Scheduler where, Callable<T> work) {
        return Mono.defer(
                () -> {
                    var result = Mono.fromCallable(work).subscribeOn(where).toFuture();
                    return Mono.fromFuture(result, true)
                            .doOnCancel(
                                    () -> {
                                        var _ = result.whenComplete((_, failure) -> tell(failure));
                                    });
                });
    }

    /** Nobody else hears of it any more. */
    private static void tell(@Nullable Throwable failure) {
        if (failure != null) {
            log.error("what a client asked for before it went away has failed", failure);
        }
    }
}
