package video.divine.media.gateway.cloudflare;

import io.micrometer.core.instrument.MeterRegistry;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClient.RequestHeadersSpec;

import reactor.core.publisher.Mono;

import video.divine.media.gateway.cloudflare.CallBudget.Answer.Granted;
import video.divine.media.gateway.cloudflare.CallBudget.Answer.NotYet;
import video.divine.media.gateway.cloudflare.CallBudget.Priority;
import video.divine.media.gateway.cloudflare.StreamFailure.Reason;
import video.divine.media.gateway.cloudflare.StreamFailure.StreamFault;
import video.divine.media.service.tracing.Traces;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * One try of one call: breaker, budget, timeout, meaning, measured and logged. Breaker outside
 * budget, so that an open breaker spends no calls; timeout inside both, so that silence counts.
 */
final class StreamCalls {
    private static final Logger LOG = LoggerFactory.getLogger(StreamCalls.class);

    private final WebClient web;
    private final Duration callTimeout;
    private final LongSupplier nanos;
    private final StreamBreakers breakers;
    private final AccountCalls account;
    private final CallBudget budget;
    private final Priority priority;
    private final StreamMetrics metrics;
    private final Traces traces;

    /** Calls that somebody waits for. */
    StreamCalls(
            WebClient web,
            StreamSettings settings,
            CallBudget budget,
            MeterRegistry registry,
            Traces traces,
            LongSupplier nanos) {
        this.web = web;
        this.callTimeout = settings.calls().callTimeout();
        this.nanos = nanos;
        this.breakers = new StreamBreakers(settings.calls().breakerPause(), nanos);
        this.budget = budget;
        this.priority = Priority.USER;
        this.metrics = new StreamMetrics(registry, breakers, budget);
        this.account = new AccountCalls(budget, settings.budget().perFiveMinutes(), metrics);
        this.traces = traces;
    }

    private StreamCalls(StreamCalls same, Priority priority) {
        this.web = same.web;
        this.callTimeout = same.callTimeout;
        this.nanos = same.nanos;
        this.breakers = same.breakers;
        this.account = same.account;
        this.budget = same.budget;
        this.priority = priority;
        this.metrics = same.metrics;
        this.traces = same.traces;
    }

    /** The same calls, which nobody waits for. */
    StreamCalls background() {
        return new StreamCalls(this, Priority.BACKGROUND);
    }

    StreamMetrics metrics() {
        return metrics;
    }

    /**
     * @param read what a reply means; throws a {@link StreamFailure} for a bad one
     */
    <T> Mono<T> once(
            StreamOperation operation,
            Deadline deadline,
            Function<WebClient, RequestHeadersSpec<?>> request,
            Function<StreamReply, T> read) {
        return traces.calling(
                "stream " + operation.label(),
                step -> {
                    long began = nanos.getAsLong();
                    if (!deadline.remaining().isPositive()) {
                        var late = outOfTime(operation);
                        failed(operation, late, began);
                        return Mono.error(late);
                    }
                    var call =
                            account.heeded(exchange(operation, deadline, request, step)).map(read);
                    return breakers.guard(priority, operation, budgeted(operation, deadline, call))
                            .doOnNext(value -> done(operation, outcomeOf(value), began))
                            .doOnError(failure -> failed(operation, failure, began))
                            .doOnCancel(() -> done(operation, StreamMetrics.CANCELLED, began));
                });
    }

    private <T> Mono<T> budgeted(StreamOperation operation, Deadline deadline, Mono<T> call) {
        return Mono.defer(() -> budget.take(priority, deadline.remaining()))
                .flatMap(
                        answer ->
                                switch (answer) {
                                    case Granted(var giveBack) ->
                                            call.doOnError(
                                                    StreamCalls::wasNotSent, _ -> giveBack.run());
                                    case NotYet(var wait) -> Mono.error(spent(operation, wait));
                                });
    }

    private static StreamFault spent(StreamOperation operation, Duration wait) {
        return new StreamFault(
                operation,
                Reason.BUDGET_SPENT,
                "no call left for " + wait.toSeconds() + " s",
                wait);
    }

    /** Why a call would not be sent now, as far as that can be known without sending one. */
    Optional<StreamFault> refusal(StreamOperation operation) {
        return breakers.refusal(priority, operation)
                .or(() -> budget.refusal(priority).map(wait -> spent(operation, wait)));
    }

    Standing standing(Priority of) {
        return new Standing(
                StreamBreaker.word(breakers.of(of).state()), budget.left(of), budget.pauseLeft(of));
    }

    private static boolean wasNotSent(Throwable failure) {
        return failure instanceof StreamFault fault && !fault.reason().sent();
    }

    private Mono<StreamReply> exchange(
            StreamOperation operation,
            Deadline deadline,
            Function<WebClient, RequestHeadersSpec<?>> request,
            Traces.Step step) {
        return Mono.defer(
                () -> {
                    // Looked at again: the budget may have let it wait.
                    var left = deadline.remaining();
                    if (!left.isPositive()) {
                        return Mono.error(outOfTime(operation));
                    }
                    return request.apply(web)
                            .headers(headers -> step.tell(headers::set))
                            .exchangeToMono(response -> StreamReply.of(operation, response))
                            .timeout(left.compareTo(callTimeout) < 0 ? left : callTimeout)
                            .onErrorMap(error -> TransportFailure.of(operation, error));
                });
    }

    private static StreamFault outOfTime(StreamOperation operation) {
        return new StreamFault(operation, Reason.OUT_OF_TIME, "no time left to ask", null);
    }

    private static String outcomeOf(Object value) {
        return value instanceof Optional<?> found && found.isEmpty()
                ? StreamMetrics.ABSENT
                : StreamMetrics.OK;
    }

    private void done(StreamOperation operation, String outcome, long began) {
        metrics.called(operation, outcome, since(began));
    }

    private void failed(StreamOperation operation, Throwable error, long began) {
        if (!(error instanceof StreamFailure failure)) {
            done(operation, "bug", began);
            return;
        }
        done(operation, failure.outcome(), began);
        if (failure instanceof StreamFault fault && !fault.reason().sent()) {
            // A refusal of our own: the metric counts it, a flood of lines helps nobody.
            LOG.debug("{}", failure.getMessage());
        } else {
            LOG.warn("{} (after {} ms)", failure.getMessage(), since(began).toMillis());
        }
    }

    private Duration since(long began) {
        return Duration.ofNanos(nanos.getAsLong() - began);
    }
}
