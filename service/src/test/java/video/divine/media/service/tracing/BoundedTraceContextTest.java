package video.divine.media.service.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.Map;

class BoundedTraceContextTest {
    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private static final TextMapGetter<Map<String, String>> GETTER =
            new TextMapGetter<>() {
                @Override
                public Iterable<String> keys(Map<String, String> carrier) {
                    return carrier.keySet();
                }

                @Override
                public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
                    return carrier == null ? null : carrier.get(key);
                }
            };

    private final BoundedTraceContext context = new BoundedTraceContext();

    private Map<String, String> passedOn(Map<String, String> headers) {
        var extracted = context.extract(Context.root(), headers, GETTER);
        assertThat(Baggage.fromContext(extracted).isEmpty()).isTrue();
        var passedOn = new HashMap<String, String>();
        context.inject(extracted, passedOn, (carrier, name, value) -> put(carrier, name, value));
        return passedOn;
    }

    private static void put(@Nullable Map<String, String> carrier, String name, String value) {
        if (carrier != null) {
            carrier.put(name, value);
        }
    }

    @Test
    void traceContextIsTakenAndBaggageIsNot() {
        var taken = Map.of("traceparent", PARENT, "tracestate", "a=1");
        var headers = new HashMap<>(taken);
        headers.put("baggage", "user=alice");
        headers.put("b3", "1");

        assertThat(passedOn(headers)).isEqualTo(taken);
    }

    @Test
    void longStateIsLeftOut() {
        var entry = "v".repeat(250);
        var state = "a=" + entry + ",b=" + entry + ",c=" + entry;

        assertThat(passedOn(Map.of("traceparent", PARENT, "tracestate", state)))
                .containsOnlyKeys("traceparent");
    }

    @Test
    void malformedParentIsNone() {
        assertThat(passedOn(Map.of("traceparent", "00-nonsense", "tracestate", "a=1"))).isEmpty();
    }
}
