package video.divine.media.processor.domain.governor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The account's calls that still count.
 *
 * <p>A lease lets calls begin until {@link #LEASE} after its grant, and nobody reports when they
 * did: they count as if at the end of the lease, and on for {@link #WINDOW} and another {@link
 * #LEASE} after the second in which it lies. Hence no five minutes hold more calls than the limit,
 * wherever they begin, whatever the processes do with their leases and whether they live to do it:
 *
 * <p>Let a call arrive at Stream at most one {@link #LEASE} after it began. Those that arrive
 * within the five minutes from {@code t} were granted at {@code t - 20 s} or later, and before
 * {@code t + 5 min}: the first of them less than 5 min 20 s before the last. But a grant counts for
 * at least 5 min 20 s: 10 s to the end of its lease, then 5 min 10 s. So when the last of them was
 * granted, all the others still counted, and together they were within its limit.
 *
 * <p>Where the log's clock is set back, this holds on: either time stands still, or whatever counts
 * does so anew. Where it leaps ahead, what was granted before is forgotten too early.
 *
 * @param slices the oldest first, none of them twice
 * @param blockedUntil until when Stream refuses all calls; empty while it does not
 * @param now the log time; where that was set back a little, the highest seen
 * @param limit of the last request; 0 before the first
 */
public record Budget(List<Slice> slices, Optional<Instant> blockedUntil, Instant now, int limit) {
    /** Over which Stream counts calls. */
    static final Duration WINDOW = Duration.ofMinutes(5);

    /** For how long after its grant a call may begin. */
    static final Duration LEASE = Duration.ofSeconds(10);

    /**
     * How far the log's clock may be behind and is waited for: as long as a grant counts at least.
     * From further back it would not catch up before what counts could count anew.
     */
    private static final Duration CATCHES_UP = WINDOW.plus(LEASE).plus(LEASE);

    public static final Budget FRESH = new Budget(List.of(), Optional.empty(), Instant.EPOCH, 0);

    public Budget {
        slices = List.copyOf(slices);
    }

    /** The budget at that time, or at {@link #now} where the log's clock was set back a little. */
    public Budget at(Instant logTime) {
        if (logTime.isBefore(now.minus(CATCHES_UP))) {
            return anewAt(logTime);
        }
        if (!logTime.isAfter(now)) {
            return this;
        }
        return new Budget(
                slices.stream().filter(slice -> logTime.isBefore(slice.countsUntil())).toList(),
                blockedUntil.filter(logTime::isBefore),
                logTime,
                limit);
    }

    /**
     * The log's clock had leapt ahead and was set right: were it waited for, nothing would be
     * granted for as long as the leap. Nobody knows when by the right clock the calls were leased,
     * but not after now: so all of them count from now on, and the block lasts no longer than any.
     */
    private Budget anewAt(Instant logTime) {
        var calls = counted();
        var longest = logTime.plus(GovernorDecider.LONGEST_BLOCK);
        return new Budget(
                calls.equals(Calls.NONE)
                        ? List.of()
                        : List.of(new Slice(Slice.secondOf(logTime.plus(LEASE)), calls)),
                blockedUntil.map(until -> until.isBefore(longest) ? until : longest),
                logTime,
                limit);
    }

    /** How many calls of that priority the last request's limit leaves now. */
    public int left(CallPriority priority) {
        return limit == 0 ? 0 : left(priority, limit);
    }

    /** How many calls of that priority may be granted now. */
    int left(CallPriority priority, int limit) {
        return blockedUntil.isPresent() ? 0 : counted().left(priority, limit);
    }

    /** When a call of that priority can be granted, if nobody else asks until then. */
    Instant freeAt(CallPriority priority, int limit) {
        var counted = counted();
        var at = now;
        for (var slice : slices) {
            if (counted.left(priority, limit) > 0) {
                break;
            }
            counted = counted.minus(slice.calls());
            at = slice.countsUntil();
        }
        return blockedUntil.filter(at::isBefore).orElse(at);
    }

    /** How many calls of that priority still count in the slice of a lease. */
    int counted(Instant until, CallPriority priority) {
        return slices.stream()
                .filter(slice -> slice.second() == Slice.secondOf(until))
                .mapToInt(slice -> slice.calls().of(priority))
                .sum();
    }

    private Calls counted() {
        return slices.stream().map(Slice::calls).reduce(Calls.NONE, Calls::plus);
    }

    /**
     * Leases end in the order in which they are granted: {@link #at} leaves none that ends later.
     */
    Budget lease(Instant until, Calls calls) {
        var second = Slice.secondOf(until);
        var after = new ArrayList<>(slices);
        if (!after.isEmpty() && after.getLast().second() == second) {
            after.add(after.removeLast().with(calls));
        } else {
            after.add(new Slice(second, calls));
        }
        return new Budget(after, blockedUntil, now, limit);
    }

    Budget giveBack(Instant until, Calls calls) {
        var second = Slice.secondOf(until);
        var after =
                slices.stream()
                        .map(slice -> slice.second() == second ? slice.without(calls) : slice)
                        .filter(slice -> !slice.calls().equals(Calls.NONE))
                        .toList();
        return new Budget(after, blockedUntil, now, limit);
    }

    Budget block(Instant until) {
        return new Budget(slices, Optional.of(until), now, limit);
    }

    Budget under(int newLimit) {
        return new Budget(slices, blockedUntil, now, newLimit);
    }
}
