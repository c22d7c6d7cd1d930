package video.divine.media.gateway.command;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import video.divine.media.avro.Outcome;
import video.divine.media.avro.ReplyTo;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Who waits for which outcome. Bounded: beyond the bound a caller is sent away at once, unless that
 * would break off what was begun.
 */
final class Waiters {
    private static final Duration SHED_RETRY_AFTER = Duration.ofSeconds(1);

    private final ReplyAddress address;
    private final CommandSettings settings;
    private final Semaphore free;
    private final AtomicLong next = new AtomicLong();
    private final Map<String, Sinks.One<Outcome>> waiting = new ConcurrentHashMap<>();

    /** Somebody, and where the outcome will find them. */
    private record Waiter(ReplyTo replyTo, Sinks.One<Outcome> outcome) {
        String id() {
            return replyTo.getCorrelationId();
        }
    }

    Waiters(ReplyAddress address, CommandSettings settings, MeterRegistry meters) {
        this.address = address;
        this.settings = settings;
        this.free = new Semaphore(settings.maxInFlight());
        Gauge.builder(CommandMetrics.IN_FLIGHT, waiting, Map::size)
                .description("Commands that wait for their outcome")
                .register(meters);
    }

    /** The outcome of what {@code send} sends, for which the waiter stands ready before it does. */
    Mono<Outcome> await(Function<ReplyTo, Mono<Void>> send) {
        return await(send, settings.timeout());
    }

    /** As {@link #await(Function)}, for as long as a takeover takes. */
    Mono<Outcome> awaitPatiently(Function<ReplyTo, Mono<Void>> send) {
        return await(send, settings.patience());
    }

    private Mono<Outcome> await(Function<ReplyTo, Mono<Void>> send, Duration timeout) {
        // The slot is free before the outcome is handed on: the next step of a saga may need it.
        return Mono.using(this::enter, waiter -> await(waiter, send, timeout), this::leave, true);
    }

    /** As {@link #await(Function)}, for what concludes something: it needs no slot. */
    Mono<Outcome> awaitBeyondTheBound(Function<ReplyTo, Mono<Void>> send) {
        return Mono.using(
                this::register,
                waiter -> await(waiter, send, settings.timeout()),
                this::forget,
                true);
    }

    private static Mono<Outcome> await(
            Waiter waiter, Function<ReplyTo, Mono<Void>> send, Duration timeout) {
        return send.apply(waiter.replyTo())
                .then(waiter.outcome().asMono())
                .timeout(timeout, Mono.error(() -> new OutcomeUnknownException(timeout)));
    }

    private Waiter enter() {
        if (!free.tryAcquire()) {
            throw new UnavailableException(
                    settings.maxInFlight() + " commands in flight", "overloaded", SHED_RETRY_AFTER);
        }
        return register();
    }

    private Waiter register() {
        var id = Long.toString(next.incrementAndGet(), Character.MAX_RADIX);
        var outcome = Sinks.<Outcome>one();
        waiting.put(id, outcome);
        return new Waiter(new ReplyTo(address.partition(), address.nonce(), id), outcome);
    }

    private void leave(Waiter waiter) {
        forget(waiter);
        free.release();
    }

    private void forget(Waiter waiter) {
        waiting.remove(waiter.id());
    }

    /** Hands an outcome to the one who waits for it, if anybody still does. */
    void complete(Outcome outcome) {
        if (!outcome.getReplyTo().getGateway().equals(address.nonce())) {
            return;
        }
        var waiter = waiting.get(outcome.getReplyTo().getCorrelationId());
        if (waiter != null) {
            waiter.tryEmitValue(outcome);
        }
    }
}
