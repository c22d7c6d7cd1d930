package video.divine.media.gateway.governor;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import video.divine.media.gateway.cloudflare.CallBudget.Priority;

import java.util.List;

/** The names of what is measured about leases. Renaming one is a migration of dashboards. */
final class LeaseMetrics {
    /** Counter; tags priority and outcome: granted, none or unreachable. */
    static final String LEASES = "media.stream.leases";

    /** Counter; tag priority: leased calls that went back unused. */
    static final String RETURNED = "media.stream.calls.returned";

    private static final String GRANTED = "granted";
    private static final String NONE = "none";
    private static final String UNREACHABLE = "unreachable";

    private final MeterRegistry registry;

    /** All of them are there from the start, as a rate needs a zero. */
    LeaseMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (var priority : Priority.values()) {
            var _ = returned(priority);
            for (var outcome : List.of(GRANTED, NONE, UNREACHABLE)) {
                var _ = leases(priority, outcome);
            }
        }
    }

    void granted(Priority priority) {
        leases(priority, GRANTED).increment();
    }

    void none(Priority priority) {
        leases(priority, NONE).increment();
    }

    void unreachable(Priority priority) {
        leases(priority, UNREACHABLE).increment();
    }

    void returned(Priority priority, int calls) {
        returned(priority).increment(calls);
    }

    private Counter returned(Priority priority) {
        return Counter.builder(RETURNED)
                .description("Leased calls that went back to the governor unused")
                .tag("priority", priority.word())
                .register(registry);
    }

    private Counter leases(Priority priority, String outcome) {
        return Counter.builder(LEASES)
                .description("Requests for calls to the governor")
                .tag("priority", priority.word())
                .tag("outcome", outcome)
                .register(registry);
    }
}
