package video.divine.media.gateway.governor;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The leases of one priority, and how much to ask for next: 5 calls, twice as many whenever a lease
 * was used up, half as many whenever one ended mostly unused. Guarded by {@link LeasedCalls}.
 */
final class LeaseStock {
    static final int LEAST = 5;

    /** More is in use within 6 s only by who has a good part of the account's calls. */
    static final int MOST = 50;

    /** The oldest first, as it ends first. */
    private final Deque<Lease> leases = new ArrayDeque<>();

    private int amount = LEAST;

    void add(Lease lease) {
        leases.addLast(lease);
    }

    /** The lease that one call was taken from; null where there is none. */
    @Nullable Lease take(long now) {
        for (var lease : leases) {
            if (lease.left() > 0 && lease.spendable(now).isPositive()) {
                lease.spend();
                if (lease.left() == 0) {
                    amount = Math.min(MOST, 2 * amount);
                }
                return lease;
            }
        }
        return null;
    }

    int left(long now) {
        return leases.stream()
                .filter(lease -> lease.spendable(now).isPositive())
                .mapToInt(Lease::left)
                .sum();
    }

    /** So little is left that more should be on its way before it is gone. */
    boolean isLow(long now) {
        return left(now) <= amount / 2;
    }

    /** How many to ask for when so many callers wait. */
    int wanted(int waiting) {
        return Math.clamp(waiting, amount, MOST);
    }

    /** The lease's calls are not handed out any more; how many are left of it. */
    int end(Lease lease) {
        leases.remove(lease);
        if (lease.isMostlyUnused()) {
            amount = Math.max(LEAST, amount / 2);
        }
        return lease.empty();
    }

    /** All of them, the oldest first. */
    List<Lease> leases() {
        return List.copyOf(leases);
    }
}
