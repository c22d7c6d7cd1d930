package video.divine.media.gateway.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.tracing.otel.bridge.OtelBaggageManager;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;

import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

import video.divine.media.schemas.TraceHeaders;
import video.divine.media.service.tracing.BoundedTraceContext;
import video.divine.media.service.tracing.Traces;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A foreign account hears nothing of our traces, and a simulator of ours may. */
class StreamTracesTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String UID = "a".repeat(32);

    final InMemorySpanExporter exported = InMemorySpanExporter.create();
    final Traces traces = traces(exported);
    final TinyStream stream = new TinyStream();

    private static Traces traces(InMemorySpanExporter exported) {
        var current = new OtelCurrentTraceContext();
        var tracers =
                SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(exported))
                        .build()
                        .get("test");
        return new Traces(
                new OtelTracer(
                        tracers,
                        current,
                        _ -> {},
                        new OtelBaggageManager(current, List.of(), List.of())),
                new OtelPropagator(ContextPropagators.create(new BoundedTraceContext()), tracers));
    }

    private Map<String, String> headersOfACall(Traces by) {
        var settings =
                StreamSettings.of(StreamSettings.CLOUDFLARE, TinyStream.ACCOUNT, TinyStream.TOKEN);
        var client =
                new StreamClient(
                        StreamConnection.web(settings, new TinyStreamConnector(stream)),
                        settings,
                        new FixedBudget(1_100),
                        new SimpleMeterRegistry(),
                        by,
                        System::nanoTime,
                        () -> {});
        var cause = new RecordHeaders();
        TraceHeaders.set(cause, TraceHeaders.TRACEPARENT, "00-" + TRACE + "-00f067aa0ba902b7-01");
        traces.following("task", cause, client.get(UID, Duration.ofSeconds(5))).block();
        return stream.calls().getLast().headers();
    }

    @Test
    void callsAreSpansThatStreamHearsNothingOf() {
        assertThat(headersOfACall(traces.untold()))
                .isNotEmpty()
                .doesNotContainKeys("traceparent", "tracestate");

        var call = exported.getFinishedSpanItems().getFirst();
        assertThat(call.getName()).isEqualTo("stream get");
        assertThat(call.getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(call.getTraceId()).isEqualTo(TRACE);
    }

    @Test
    void streamIsToldWhereThatIsWanted() {
        var headers = headersOfACall(traces);

        var call = exported.getFinishedSpanItems().getFirst();
        assertThat(headers)
                .containsEntry("traceparent", "00-" + TRACE + "-" + call.getSpanId() + "-01");
    }
}
