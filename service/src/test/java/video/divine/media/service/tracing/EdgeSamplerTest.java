package video.divine.media.service.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.util.List;
import java.util.Optional;

class EdgeSamplerTest {
    /** The lowest id: any share above zero would take it. */
    private static final String LOWEST = "00000000000000000000000000000001";

    private static final String SPAN = "00f067aa0ba902b7";
    private static final boolean TRUSTING = true;

    private double chance = 0.5;

    @Test
    void strangersDoNotDecideByTheirFlag() {
        assertThat(server(sampler(0.1, !TRUSTING), from(TraceFlags.getSampled()))).isFalse();
        assertThat(server(sampler(0.6, !TRUSTING), from(TraceFlags.getDefault()))).isTrue();
    }

    @Test
    void strangersDoNotDecideByTheirTraceId() {
        chance = 0.99;
        assertThat(server(sampler(0.5, !TRUSTING), from(TraceFlags.getDefault()))).isFalse();
    }

    @Test
    void trustedCallersDecide() {
        assertThat(server(sampler(0, TRUSTING), from(TraceFlags.getSampled()))).isTrue();
        assertThat(server(sampler(1, TRUSTING), from(TraceFlags.getDefault()))).isFalse();
    }

    @Test
    void whatFollowsDoesAsItsRequest() {
        var sampler = sampler(1, !TRUSTING);
        assertThat(decides(sampler, from(TraceFlags.getSampled()), SpanKind.CONSUMER)).isTrue();
        assertThat(decides(sampler, from(TraceFlags.getDefault()), SpanKind.CONSUMER)).isFalse();
        assertThat(decides(sampler(0, !TRUSTING), local(), SpanKind.SERVER)).isTrue();
    }

    @Test
    void nothingIsRecordedWithoutAPlaceToSendItTo() {
        var sampler =
                new EdgeSampler(
                        new TracingSettings(
                                1, Optional.empty(), Optional.empty(), !TRUSTING, false),
                        () -> 0);
        assertThat(server(sampler, Context.root())).isFalse();
        assertThat(server(sampler, from(TraceFlags.getSampled()))).isFalse();
    }

    private EdgeSampler sampler(double share, boolean trusting) {
        var collector = Optional.of(URI.create("http://collector:4318/v1/traces"));
        return new EdgeSampler(
                new TracingSettings(share, collector, Optional.empty(), trusting, false),
                () -> chance);
    }

    private static Context from(TraceFlags flags) {
        return context(
                SpanContext.createFromRemoteParent(LOWEST, SPAN, flags, TraceState.getDefault()));
    }

    private static Context local() {
        return context(
                SpanContext.create(LOWEST, SPAN, TraceFlags.getSampled(), TraceState.getDefault()));
    }

    private static Context context(SpanContext parent) {
        return Context.root().with(Span.wrap(parent));
    }

    private static boolean server(EdgeSampler sampler, Context parent) {
        return decides(sampler, parent, SpanKind.SERVER);
    }

    private static boolean decides(EdgeSampler sampler, Context parent, SpanKind kind) {
        return sampler.shouldSample(parent, LOWEST, "name", kind, Attributes.empty(), List.of())
                        .getDecision()
                == SamplingDecision.RECORD_AND_SAMPLE;
    }
}
