package video.divine.media.service.tracing;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelBaggageManager;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;

import java.util.List;

/** Traces as in a service that records all of them, and what was recorded. */
final class RecordedSpans {
    private final InMemorySpanExporter exported = InMemorySpanExporter.create();
    private final ObservationRegistry observations = ObservationRegistry.create();
    final Traces traces;

    RecordedSpans() {
        var current = new OtelCurrentTraceContext();
        var tracers =
                SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(exported))
                        .build()
                        .get("test");
        Tracer tracer =
                new OtelTracer(
                        tracers,
                        current,
                        _ -> {},
                        new OtelBaggageManager(current, List.of(), List.of()));
        observations
                .observationConfig()
                .observationHandler(new DefaultTracingObservationHandler(tracer));
        traces =
                new Traces(
                        tracer,
                        new OtelPropagator(
                                ContextPropagators.create(new BoundedTraceContext()), tracers));
    }

    /** As Spring observes a request. */
    Observation request() {
        return Observation.start("request", observations);
    }

    /** Those that ended, in that order. */
    List<SpanData> ended() {
        return exported.getFinishedSpanItems();
    }
}
