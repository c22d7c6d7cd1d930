package video.divine.media.gateway.governor;

import org.jspecify.annotations.Nullable;

import video.divine.media.gateway.cloudflare.CallBudget.Answer;
import video.divine.media.gateway.cloudflare.CallBudget.Answer.NotYet;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The calls of one priority: what is in stock, who waits, and what was asked for. Guarded by {@link
 * LeasedCalls}; whoever was answered here is to be woken after that.
 */
final class Line {
    private final LeaseStock stock = new LeaseStock();
    private final Deque<Waiter> waiting = new ArrayDeque<>();

    /** A request is on its way; there is never a second. */
    private boolean asking;

    /** Until when not to ask again, on the monotonic clock. */
    private long resting;

    /** Until when nothing is to be had, as far as the governor could say. */
    private long refused;

    Line(long now) {
        this.resting = now;
        this.refused = now;
    }

    LeaseStock stock() {
        return stock;
    }

    void join(Waiter waiter) {
        waiting.addLast(waiter);
    }

    /** For how long nothing is to be had, where the waiter will have gone by the next request. */
    Optional<Duration> refusal(Waiter waiter, long now) {
        return waiter.leavesWithin(Duration.ofNanos(resting - now), now)
                ? Optional.of(Duration.ofNanos(Math.max(refused, resting) - now))
                : Optional.empty();
    }

    void leave(Waiter waiter) {
        waiting.remove(waiter);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /**
     * Begins a request, unless there is one or it is too soon.
     *
     * @return how many calls to ask for, 0 for none
     */
    int ask(long now) {
        boolean needed = !waiting.isEmpty() || stock.isLow(now);
        if (asking || resting - now > 0 || !needed) {
            return 0;
        }
        asking = true;
        return stock.wanted(waiting.size());
    }

    /** The request brought that lease. */
    void granted(Lease lease) {
        asking = false;
        stock.add(lease);
    }

    /** Those who wait get what is in stock, first come, first served. */
    List<Waiter> serve(long now, Function<Lease, Answer> call) {
        var served = new ArrayList<Waiter>();
        @Nullable Lease from;
        while (!waiting.isEmpty() && (from = stock.take(now)) != null) {
            served.add(waiting.removeFirst().answered(call.apply(from)));
        }
        return served;
    }

    /** The request came too late to be of use. */
    void late() {
        asking = false;
    }

    /**
     * The request brought nothing. Those go who would not be there any more at the next one.
     *
     * @param rest before the next request
     * @param refusal what callers are told
     */
    List<Waiter> refused(long now, Duration rest, Duration refusal) {
        asking = false;
        resting = now + rest.toNanos();
        refused = now + refusal.toNanos();
        return sendAway(now, rest, refusal);
    }

    /** Those go who would not be there any more after that span. */
    List<Waiter> sendAway(long now, Duration span, Duration until) {
        var gone = waiting.stream().filter(waiter -> waiter.leavesWithin(span, now)).toList();
        waiting.removeAll(gone);
        gone.forEach(waiter -> waiter.answered(new NotYet(until)));
        return gone;
    }

    /** Everybody goes. */
    List<Waiter> sendAway(Duration until) {
        var gone = List.copyOf(waiting);
        waiting.clear();
        gone.forEach(waiter -> waiter.answered(new NotYet(until)));
        return gone;
    }
}
