package video.divine.media.service.tracing;

import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;

import org.jspecify.annotations.Nullable;

import video.divine.media.schemas.TraceHeaders;

import java.util.Collection;

/**
 * The W3C's Trace Context and nothing else: no baggage, which strangers could fill and every one of
 * our records would carry, and no {@code tracestate} longer than others must pass on.
 */
public final class BoundedTraceContext implements TextMapPropagator {
    private final TextMapPropagator context = W3CTraceContextPropagator.getInstance();

    @Override
    public Collection<String> fields() {
        return context.fields();
    }

    @Override
    public <C> void inject(Context from, @Nullable C carrier, TextMapSetter<C> setter) {
        context.inject(from, carrier, setter);
    }

    @Override
    public <C> Context extract(Context into, @Nullable C carrier, TextMapGetter<C> getter) {
        return context.extract(into, carrier, new Bounded<>(getter));
    }

    private record Bounded<C>(TextMapGetter<C> all) implements TextMapGetter<C> {
        @Override
        public Iterable<String> keys(C carrier) {
            return all.keys(carrier);
        }

        @Override
        public @Nullable String get(@Nullable C carrier, String key) {
            var value = all.get(carrier, key);
            return key.equals(TraceHeaders.TRACESTATE) && !TraceHeaders.isState(value)
                    ? null
                    : value;
        }
    }
}
