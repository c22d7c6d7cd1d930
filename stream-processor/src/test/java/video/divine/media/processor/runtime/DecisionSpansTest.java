package video.divine.media.processor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.tracing.otel.bridge.OtelBaggageManager;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

import video.divine.media.schemas.TraceHeaders;

import java.util.List;
import java.util.Objects;

class DecisionSpansTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";

    private final InMemorySpanExporter exported = InMemorySpanExporter.create();
    private final OtelCurrentTraceContext current = new OtelCurrentTraceContext();
    private final OtelTracer tracer;
    private final DecisionSpans spans;

    DecisionSpansTest() {
        var tracers =
                SdkTracerProvider.builder()
                        .setSampler(Sampler.parentBased(Sampler.alwaysOff()))
                        .addSpanProcessor(SimpleSpanProcessor.create(exported))
                        .build()
                        .get("test");
        tracer =
                new OtelTracer(
                        tracers,
                        current,
                        _ -> {},
                        new OtelBaggageManager(current, List.of(), List.of()));
        spans =
                new DecisionSpans(
                        tracer,
                        new OtelPropagator(
                                ContextPropagators.create(W3CTraceContextPropagator.getInstance()),
                                tracers));
    }

    @Test
    void decisionIsASpanAndTheParentOfWhatFollows() {
        Headers following;
        try (var step = spans.begin("claim-commands", "ReserveUpload", headers("01", "a=b"))) {
            assertThat(Objects.requireNonNull(tracer.currentSpan()).context().traceId())
                    .isEqualTo(TRACE);
            following = step.headers();
        }

        assertThat(tracer.currentSpan()).isNull();
        var span = exported.getFinishedSpanItems().getFirst();
        assertThat(exported.getFinishedSpanItems()).hasSize(1);
        assertThat(span.getTraceId()).isEqualTo(TRACE);
        assertThat(span.getParentSpanId()).isEqualTo(PARENT);
        assertThat(span.getKind()).isEqualTo(SpanKind.CONSUMER);
        assertThat(span.getName()).isEqualTo("decide claim-commands");
        assertThat(span.getAttributes().get(AttributeKey.stringKey(DecisionSpans.COMMAND)))
                .isEqualTo("ReserveUpload");
        assertThat(TraceHeaders.parent(following))
                .contains("00-" + TRACE + "-" + span.getSpanId() + "-01");
        assertThat(TraceHeaders.state(following)).contains("a=b");
        assertThat(following.toArray()).hasSize(2);
    }

    @Test
    void whatIsNotSampledIsPassedOnAllTheSame() {
        try (var step = spans.begin("claim-commands", "ReserveUpload", headers("00", "a=b"))) {
            assertThat(TraceHeaders.parent(step.headers()))
                    .hasValueSatisfying(
                            parent -> assertThat(parent).startsWith("00-" + TRACE).endsWith("-00"));
        }
        assertThat(exported.getFinishedSpanItems()).isEmpty();
    }

    @Test
    void recordWithoutATraceBeginsNone() {
        try (var step = spans.begin("claim-commands", "Tick", new RecordHeaders())) {
            assertThat(step.headers().toArray()).isEmpty();
            assertThat(tracer.currentSpan()).isNull();
        }
    }

    private static Headers headers(String flags, String state) {
        var headers = new RecordHeaders();
        TraceHeaders.set(
                headers, TraceHeaders.TRACEPARENT, "00-" + TRACE + "-" + PARENT + "-" + flags);
        TraceHeaders.set(headers, TraceHeaders.TRACESTATE, state);
        return headers;
    }
}
