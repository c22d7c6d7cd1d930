package video.divine.media.gateway.command;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import video.divine.media.avro.Outcome;
import video.divine.media.avro.Refusal;
import video.divine.media.avro.RefusalReason;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What deciders refused, by reason: all of them from the start, as a rate needs a zero. */
final class Refusals {
    private final Map<RefusalReason, Counter> counters = new EnumMap<>(RefusalReason.class);

    Refusals(MeterRegistry registry) {
        for (var reason : RefusalReason.values()) {
            counters.put(
                    reason,
                    Counter.builder(CommandMetrics.REFUSED)
                            .description("Commands that a decider refused")
                            .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    /** Counts it if it is one. */
    void heard(Outcome outcome) {
        if (outcome.getBody() instanceof Refusal refusal) {
            var counter = counters.get(refusal.getReason());
            if (counter != null) {
                counter.increment();
            }
        }
    }
}
