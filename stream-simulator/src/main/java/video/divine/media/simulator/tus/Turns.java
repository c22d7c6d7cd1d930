package video.divine.media.simulator.tus;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.publisher.Mono;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Requests for one upload come one after the other. A newer one ends the one before it, which may
 * be of a connection that is long dead without our knowing: a client that resumes must not wait for
 * a time-out.
 *
 * <p>Work that has begun runs to its end, whether or not its client is still there to be answered:
 * what it has received must be settled.
 */
final class Turns {
    private static final Logger log = LoggerFactory.getLogger(Turns.class);

    /** One request's time with the upload. */
    static final class Turn {
        private final CompletableFuture<Void> interruption = new CompletableFuture<>();
        private final CompletableFuture<Void> end = new CompletableFuture<>();

        /** Completes when another request waits. */
        Mono<Void> interrupted() {
            return Mono.fromFuture(interruption, true);
        }

        boolean isInterrupted() {
            return interruption.isDone();
        }
    }

    private final ConcurrentMap<String, Turn> latest = new ConcurrentHashMap<>();

    /** Begins the work when that before it has ended, which is told to. */
    <T> Mono<T> next(String uid, Function<Turn, Mono<T>> work) {
        return Mono.defer(
                () -> {
                    var turn = new Turn();
                    var before = Optional.ofNullable(latest.put(uid, turn));
                    var turnOf =
                            before.map(
                                            earlier -> {
                                                earlier.interruption.complete(null);
                                                return Mono.fromFuture(earlier.end, true);
                                            })
                                    .orElseGet(Mono::empty);
                    var result =
                            turnOf.then(Mono.defer(() -> work.apply(turn)))
                                    .doFinally(_ -> end(uid, turn))
                                    .toFuture();
                    return Mono.fromFuture(result, true);
                });
    }

    /** Ends all that runs, and waits until it is settled. */
    void close(Duration deadline) {
        var turns = new ArrayList<>(latest.values());
        turns.forEach(turn -> turn.interruption.complete(null));
        var ends = turns.stream().map(turn -> turn.end).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(ends).get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            log.warn("uploads were not settled within {}", deadline);
        } catch (ExecutionException never) {
            throw new IllegalStateException(never);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(String uid, Turn turn) {
        latest.remove(uid, turn);
        turn.end.complete(null);
    }
}
