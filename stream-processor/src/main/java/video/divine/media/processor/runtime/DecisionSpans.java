package video.divine.media.processor.runtime;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

import video.divine.media.processor.topology.DecisionTraces;
import video.divine.media.schemas.TraceHeaders;

import java.nio.charset.StandardCharsets;

/**
 * A span for each decision that belongs to a trace; what follows from the decision is its child. A
 * record without a trace begins none: ticks and what the clock brings about would be most of them.
 */
public final class DecisionSpans implements DecisionTraces {
    static final String SOURCE = "media.source";
    static final String COMMAND = "media.command";

    private final Tracer tracer;
    private final Propagator propagator;

    public DecisionSpans(Tracer tracer, Propagator propagator) {
        this.tracer = tracer;
        this.propagator = propagator;
    }

    @Override
    public Step begin(String source, String command, Headers cause) {
        var trace = TraceHeaders.of(cause);
        if (trace.lastHeader(TraceHeaders.TRACEPARENT) == null) {
            return new PassedOn(trace);
        }
        var span =
                propagator
                        .extract(trace, DecisionSpans::text)
                        .kind(Span.Kind.CONSUMER)
                        .name("decide " + source)
                        .tag(SOURCE, source)
                        .tag(COMMAND, command)
                        .start();
        var headers = new RecordHeaders();
        propagator.inject(
                span.context(),
                headers,
                (_, name, value) -> TraceHeaders.set(headers, name, value));
        return new Decision(headers, span, tracer.withSpan(span));
    }

    private static @Nullable String text(Headers headers, String name) {
        var header = headers.lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.US_ASCII);
    }

    /** While it is open, log lines of its thread bear the trace's id. */
    private record Decision(Headers headers, Span span, Tracer.SpanInScope scope) implements Step {
        @Override
        public void close() {
            scope.close();
            span.end();
        }
    }
}
