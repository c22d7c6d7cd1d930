package video.divine.media.gateway.governor;

import org.jspecify.annotations.Nullable;

import video.divine.media.gateway.cloudflare.CallBudget.Answer;
import video.divine.media.gateway.cloudflare.CallBudget.Answer.NotYet;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/**
 * The calls of one priority: what is in stock, who waits, and what was asked for. Guarded by {@link
 * CallLeases}; whoever was answered here is to be woken after that.
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

    /** Puts the waiter into the line, or answers it where that is of no use. */
    void join(Waiter waiter, long now) {
        if (waiter.leavesWithin(resting - now, now)) {
            waiter.answered(new NotYet(Duration.ofNanos(Math.max(refused, resting) - now)));
        } else {
            waiting.addLast(waiter);
        }
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

    /** The request brought that lease: those who wait get theirs, first come, first served. */
    List<Waiter> granted(Lease lease, long now, Function<Lease, Answer> call) {
        asking = false;
        stock.add(lease);
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
        var gone =
                waiting.stream()
                        .filter(waiter -> waiter.leavesWithin(rest.toNanos(), now))
                        .toList();
        waiting.removeAll(gone);
        gone.forEach(waiter -> waiter.answered(new NotYet(refusal)));
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
