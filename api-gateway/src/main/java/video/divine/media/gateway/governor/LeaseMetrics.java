package video.divine.media.gateway.governor;

import io.micrometer.core.instrument.MeterRegistry;

import video.divine.media.gateway.cloudflare.CallBudget.Priority;

/** The names of what is measured about leases. Renaming one is a migration of dashboards. */
final class LeaseMetrics {
    /** Counter; tags priority and outcome: granted, none or unreachable. */
    static final String LEASES = "media.stream.leases";

    /** Counter; tag priority: leased calls that went back unused. */
    static final String RETURNED = "media.stream.calls.returned";

    private final MeterRegistry registry;

    LeaseMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void granted(Priority priority) {
        leased(priority, "granted");
    }

    void none(Priority priority) {
        leased(priority, "none");
    }

    void unreachable(Priority priority) {
        leased(priority, "unreachable");
    }

    void returned(Priority priority, int calls) {
        registry.counter(RETURNED, "priority", priority.word()).increment(calls);
    }

    private void leased(Priority priority, String outcome) {
        registry.counter(LEASES, "priority", priority.word(), "outcome", outcome).increment();
    }
}
