package video.divine.media.gateway.cloudflare;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import video.divine.media.gateway.cloudflare.CallBudget.Priority;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The names of what is measured about Stream. Renaming one is a migration of dashboards. */
final class StreamMetrics {
    /** Timer; tags operation and outcome, each operation with at most 16 series. */
    static final String CALLS = "media.stream.calls";

    /** Counter: tickets of lost answers that were found and deleted. */
    static final String LOST_TICKETS = "media.stream.lost.tickets";

    /** Gauge by tags priority and state: 1 for the state the breaker of those calls is in. */
    static final String BREAKER = "media.stream.breaker.state";

    /** Gauge: calls this process may make at once, without asking the governor. */
    static final String BUDGET_LEFT = "media.stream.budget.left";

    /** Gauge: what Cloudflare last said is left for the account, -1 before it said anything. */
    static final String ACCOUNT_LEFT = "media.stream.account.left";

    static final String OK = "ok";
    static final String ABSENT = "absent";
    static final String CANCELLED = "cancelled";

    private final MeterRegistry registry;
    private final Counter lostTickets;
    private final AtomicLong accountLeft = new AtomicLong(-1);

    StreamMetrics(MeterRegistry registry, StreamBreakers breakers, CallBudget budget) {
        this.registry = registry;
        this.lostTickets =
                Counter.builder(LOST_TICKETS)
                        .description("Tickets of lost answers that were found and deleted")
                        .register(registry);
        Gauge.builder(BUDGET_LEFT, budget, CallBudget::left)
                .description("Calls that are leased and could be made at once")
                .register(registry);
        Gauge.builder(ACCOUNT_LEFT, accountLeft, AtomicLong::doubleValue)
                .description("Calls that Cloudflare last said are left, -1 before it did")
                .register(registry);
        for (var priority : Priority.values()) {
            for (var state : List.of(State.CLOSED, State.HALF_OPEN, State.OPEN)) {
                Gauge.builder(BREAKER, breakers.of(priority), b -> b.state() == state ? 1 : 0)
                        .description("1 for the state that the circuit breaker is in")
                        .tag("priority", priority.word())
                        .tag("state", StreamBreaker.word(state))
                        .register(registry);
            }
        }
    }

    void called(StreamOperation operation, String outcome, Duration took) {
        Timer.builder(CALLS)
                .description("Calls to Stream")
                .tag("operation", operation.label())
                .tag("outcome", outcome)
                .register(registry)
                .record(took);
    }

    void lostTicketDeleted() {
        lostTickets.increment();
    }

    void accountLeft(long remaining) {
        accountLeft.set(remaining);
    }
}
