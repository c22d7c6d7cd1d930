package video.divine.media.service.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;

import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * Decides once a request whether it is recorded, and everything that follows from it does as it
 * does. A stranger's word on that is not taken: a flag in a header would let anybody have all of
 * their requests recorded, and so would a trace id that they chose, so that chance decides and not
 * the id.
 */
public final class EdgeSampler implements Sampler {
    private final double share;
    private final boolean trustsCallers;
    private final DoubleSupplier chance;
    private final Sampler inside;

    /**
     * A sampler of a process that is asked over HTTP.
     *
     * @param chance of 0 to below 1
     */
    public EdgeSampler(TracingSettings settings, DoubleSupplier chance) {
        this.share = settings.share();
        this.trustsCallers = settings.trustCallers();
        this.chance = chance;
        this.inside = Sampler.parentBased(Sampler.traceIdRatioBased(share));
    }

    @Override
    public SamplingResult shouldSample(
            Context parentContext,
            String traceId,
            String name,
            SpanKind kind,
            Attributes attributes,
            List<LinkData> parentLinks) {
        var parent = Span.fromContext(parentContext).getSpanContext();
        if (kind == SpanKind.SERVER && parent.isRemote() && !trustsCallers) {
            return chance.getAsDouble() < share
                    ? SamplingResult.recordAndSample()
                    : SamplingResult.drop();
        }
        return inside.shouldSample(parentContext, traceId, name, kind, attributes, parentLinks);
    }

    @Override
    public String getDescription() {
        return "EdgeSampler{" + share + "}";
    }
}
