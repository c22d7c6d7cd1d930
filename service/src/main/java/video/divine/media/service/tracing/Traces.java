package video.divine.media.service.tracing;

import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import io.micrometer.tracing.propagation.Propagator;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

import video.divine.media.schemas.TraceHeaders;

import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Spans of what a process does beside answering HTTP, which Spring observes by itself. The parent
 * is found in Reactor's context and not on the thread. Work that belongs to no trace begins none.
 */
public final class Traces {
    /** Traces of a process that has no part in them. */
    public static final Traces NONE = new Traces(Tracer.NOOP, Propagator.NOOP);

    private static final Object SPAN = Traces.class;

    private final Tracer tracer;
    private final Propagator propagator;
    private final boolean told;

    public Traces(Tracer tracer, Propagator propagator) {
        this(tracer, propagator, true);
    }

    private Traces(Tracer tracer, Propagator propagator, boolean told) {
        this.tracer = tracer;
        this.propagator = propagator;
        this.told = told;
    }

    /** The same spans, of which whoever is called hears nothing. */
    public Traces untold() {
        return new Traces(tracer, propagator, false);
    }

    /** A piece of work that is under way. */
    public final class Step {
        private final @Nullable Span span;

        private Step(@Nullable Span span) {
            this.span = span;
        }

        /** Hands the headers to whatever carries them to the other side. */
        public void tell(BiConsumer<String, String> header) {
            if (told && span != null) {
                propagator.inject(
                        span.context(), header, (_, name, value) -> header.accept(name, value));
            }
        }

        /** The headers of a record. */
        public Headers headers() {
            var headers = new RecordHeaders();
            tell((name, value) -> TraceHeaders.set(headers, name, value));
            return headers;
        }

        /** One of a few values. */
        public void tag(String name, String value) {
            if (span != null) {
                span.tag(name, value);
            }
        }
    }

    /**
     * Sends a record, and waits for what comes of it if the work does.
     *
     * @param topic that it goes to
     * @param work is given the headers of the record
     */
    public <T> Mono<T> sending(String topic, Function<Headers, Mono<T>> work) {
        return within("send " + topic, Span.Kind.PRODUCER, step -> work.apply(step.headers()));
    }

    /** Calls another service. */
    public <T> Mono<T> calling(String name, Function<Step, Mono<T>> work) {
        return within(name, Span.Kind.CLIENT, work);
    }

    /** Does what a record asks for, which the work is a part of the trace of. */
    public <T> Mono<T> following(String name, Headers cause, Mono<T> work) {
        return TraceHeaders.parent(cause).isEmpty()
                ? work
                : Mono.defer(
                        () -> {
                            var span =
                                    propagator
                                            .extract(cause, Traces::text)
                                            .kind(Span.Kind.CONSUMER)
                                            .name(name)
                                            .start();
                            return until(span, work);
                        });
    }

    private static @Nullable String text(Headers headers, String name) {
        return switch (name) {
            case TraceHeaders.TRACEPARENT -> TraceHeaders.parent(headers).orElse(null);
            case TraceHeaders.TRACESTATE -> TraceHeaders.state(headers).orElse(null);
            default -> null;
        };
    }

    private <T> Mono<T> within(String name, Span.Kind kind, Function<Step, Mono<T>> work) {
        return Mono.deferContextual(
                context -> {
                    var parent = spanOf(context);
                    if (parent.isEmpty()) {
                        return work.apply(new Step(null));
                    }
                    var span =
                            tracer.spanBuilder()
                                    .setParent(parent.get().context())
                                    .kind(kind)
                                    .name(name)
                                    .start();
                    return until(span, work.apply(new Step(span)));
                });
    }

    /** It ends before whoever waits goes on, so that no parent ends before its child. */
    private static <T> Mono<T> until(Span span, Mono<T> work) {
        return work.doOnError(span::error)
                .doOnTerminate(span::end)
                .doOnCancel(span::end)
                .contextWrite(context -> context.put(SPAN, span));
    }

    private static Optional<Span> spanOf(ContextView context) {
        return context.<Span>getOrEmpty(SPAN)
                .or(
                        () ->
                                context.<Observation>getOrEmpty(ObservationThreadLocalAccessor.KEY)
                                        .map(Traces::spanOf));
    }

    private static @Nullable Span spanOf(Observation observation) {
        TracingContext traced = observation.getContextView().get(TracingContext.class);
        return traced == null ? null : traced.getSpan();
    }
}
