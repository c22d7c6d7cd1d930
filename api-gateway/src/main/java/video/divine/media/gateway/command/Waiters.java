package video.divine.media.gateway.command;

import com.netflix.concurrency.limits.Limiter;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import video.divine.media.avro.Outcome;
import video.divine.media.avro.ReplyTo;
import video.divine.media.schemas.MediaTopic;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Who waits for which outcome. Bounded: beyond the bound a caller is sent away at once, unless that
 * would break off what was begun.
 */
final class Waiters {
    private static final Duration SHED_RETRY_AFTER = Duration.ofSeconds(1);

    /**
     * Where callers wait for outcomes. What is slow in one is no reason to be sent away in another.
     */
    private static final Set<MediaTopic> LIMITED =
            Set.of(MediaTopic.CLAIM_COMMANDS, MediaTopic.VIDEO_COMMANDS);

    private final ReplyAddress address;
    private final CommandSettings settings;
    private final Map<MediaTopic, AdmissionLimit> limits;
    private final LongSupplier nanos;
    private final AtomicLong next = new AtomicLong();
    private final Map<String, Sinks.One<Outcome>> waiting = new ConcurrentHashMap<>();

    /** Somebody, and where the outcome will find them. */
    private record Waiter(ReplyTo replyTo, Sinks.One<Outcome> outcome) {
        String id() {
            return replyTo.getCorrelationId();
        }
    }

    /** Somebody who has a slot, the end of which is told once. */
    private record Admitted(Waiter waiter, Limiter.Listener slot, long since, AtomicBoolean ended) {
        void answered() {
            end(slot::onSuccess);
        }

        void unanswered() {
            end(slot::onDropped);
        }

        /** Before an outcome was late: that says nothing about the processors. */
        void left() {
            end(slot::onIgnore);
        }

        private void end(Runnable how) {
            if (ended.compareAndSet(false, true)) {
                how.run();
            }
        }
    }

    Waiters(
            ReplyAddress address,
            CommandSettings settings,
            MeterRegistry meters,
            LongSupplier nanos) {
        this.address = address;
        this.settings = settings;
        this.nanos = nanos;
        this.limits =
                LIMITED.stream()
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        topic -> topic,
                                        topic ->
                                                new AdmissionLimit(
                                                        topic, settings, meters, nanos)));
        Gauge.builder(CommandMetrics.IN_FLIGHT, waiting, Map::size)
                .description("Commands that wait for their outcome")
                .register(meters);
    }

    /**
     * The outcome of what {@code send} sends, for which the waiter stands ready before it does.
     *
     * @param topic whose bound counts
     */
    Mono<Outcome> await(MediaTopic topic, Function<ReplyTo, Mono<Void>> send) {
        return await(topic, send, settings.timeout());
    }

    /** As {@link #await(MediaTopic, Function)}, for as long as a takeover takes. */
    Mono<Outcome> awaitPatiently(MediaTopic topic, Function<ReplyTo, Mono<Void>> send) {
        return await(topic, send, settings.patience());
    }

    private Mono<Outcome> await(
            MediaTopic topic, Function<ReplyTo, Mono<Void>> send, Duration timeout) {
        // The slot is free before the outcome is handed on: the next step of a saga may need it.
        return Mono.using(
                () -> enter(topic),
                admitted ->
                        await(admitted.waiter(), send, timeout)
                                .doOnNext(_ -> admitted.answered())
                                .doOnError(
                                        OutcomeUnknownException.class, _ -> admitted.unanswered()),
                this::leave,
                true);
    }

    /** As {@link #await(MediaTopic, Function)}, for what concludes something: it needs no slot. */
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

    private Admitted enter(MediaTopic topic) {
        var limit = Objects.requireNonNull(limits.get(topic));
        var slot =
                limit.enter()
                        .orElseThrow(
                                () ->
                                        new UnavailableException(
                                                limit.now() + " commands in flight",
                                                "overloaded",
                                                SHED_RETRY_AFTER));
        return new Admitted(register(), slot, nanos.getAsLong(), new AtomicBoolean());
    }

    private Waiter register() {
        var id = Long.toString(next.incrementAndGet(), Character.MAX_RADIX);
        var outcome = Sinks.<Outcome>one();
        waiting.put(id, outcome);
        return new Waiter(new ReplyTo(address.partition(), address.nonce(), id), outcome);
    }

    private void leave(Admitted admitted) {
        forget(admitted.waiter());
        if (nanos.getAsLong() - admitted.since() > settings.late().toNanos()) {
            admitted.unanswered();
        } else {
            admitted.left();
        }
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
