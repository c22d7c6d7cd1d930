package video.divine.media.gateway.governor;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import video.divine.media.avro.CallsLeased;
import video.divine.media.gateway.cloudflare.CallBudget;
import video.divine.media.gateway.cloudflare.CallBudget.Answer;
import video.divine.media.gateway.cloudflare.CallBudget.Answer.Granted;
import video.divine.media.gateway.cloudflare.CallBudget.Answer.NotYet;
import video.divine.media.gateway.cloudflare.CallBudget.Priority;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The calls of one priority: leased, handed out, waited for, returned. Nothing is shared with the
 * other priority, so that neither can spend what the governor keeps for the other.
 *
 * <p>The lock is held for next to no time; nothing is sent or told under it.
 */
final class LeasedCalls {
    /** Between two requests, where the first one brought nothing. */
    private static final Duration SHORTEST_REST = Duration.ofMillis(200);

    /** Others may return calls sooner than the governor could foresee. */
    private static final Duration LONGEST_REST = Duration.ofSeconds(5);

    /** Where the governor could not be asked, or named no time. */
    static final Duration UNKNOWN = Duration.ofSeconds(2);

    /** All calls under way hear of the same pause, in whole seconds. */
    private static final Duration NEWS = Duration.ofMillis(999);

    private final Priority priority;
    private final Duration patience;
    private final Governor governor;
    private final LeaseMetrics metrics;
    private final LongSupplier nanos;
    private final InstantSource clock;
    private final Scheduler.Worker timer;
    private final Line line;
    private final Pause pause;
    private boolean closed;

    /**
     * No lease is asked for before the first call.
     *
     * @param patience how long a call is waited for, if its saga has so much time left
     * @param nanos a monotonic clock
     * @param clock only for how long a refusal lasts
     */
    LeasedCalls(
            Priority priority,
            Duration patience,
            Governor governor,
            LeaseMetrics metrics,
            LongSupplier nanos,
            InstantSource clock,
            Scheduler.Worker timer) {
        this.priority = priority;
        this.patience = patience;
        this.governor = governor;
        this.metrics = metrics;
        this.nanos = nanos;
        this.clock = clock;
        this.timer = timer;
        long now = nanos.getAsLong();
        this.line = new Line(now);
        this.pause = new Pause(now);
    }

    Mono<Answer> take(Duration within) {
        return Mono.defer(
                () -> {
                    var longest = atMost(patience, within);
                    var waiter = takeOrWait(longest);
                    ask();
                    var answer = waiter.answer();
                    return answer == null ? waitingFor(waiter, longest) : Mono.just(answer);
                });
    }

    private synchronized Waiter takeOrWait(Duration longest) {
        long now = nanos.getAsLong();
        var waiter = new Waiter(now + longest.toNanos());
        var refusal = refusal(waiter, now);
        if (refusal.isPresent()) {
            return waiter.answered(new NotYet(refusal.get()));
        }
        var lease = pause.isOn(now) ? null : line.stock().take(now);
        if (lease != null) {
            return waiter.answered(call(lease));
        }
        line.join(waiter);
        return waiter;
    }

    /** For how long there is no call, where waiting for one is of no use. */
    private Optional<Duration> refusal(Waiter waiter, long now) {
        if (closed) {
            return Optional.of(UNKNOWN);
        }
        var paused = pause.left(now);
        if (paused.isPositive() && waiter.leavesWithin(paused, now)) {
            return Optional.of(paused);
        }
        return line.stock().left(now) > 0 ? Optional.empty() : line.refusal(waiter, now);
    }

    /** What somebody would be told at once who asked now and had time. */
    synchronized Optional<Duration> refusal() {
        long now = nanos.getAsLong();
        return refusal(new Waiter(now + patience.toNanos()), now);
    }

    private Mono<Answer> waitingFor(Waiter waiter, Duration longest) {
        return waiter.toldAnswer()
                .timeout(longest, Mono.fromSupplier(() -> patienceEnds(waiter)))
                // A call that was granted in this moment may have begun, and counts as made.
                .doOnCancel(() -> leave(waiter));
    }

    private synchronized Answer patienceEnds(Waiter waiter) {
        line.leave(waiter);
        var answer = waiter.answer();
        return answer == null ? new NotYet(UNKNOWN) : answer;
    }

    private synchronized void leave(Waiter waiter) {
        line.leave(waiter);
    }

    private Granted call(Lease lease) {
        return new Granted(() -> giveBack(lease));
    }

    /** Into the stock while the lease is handed out, after that to the governor. */
    private void giveBack(Lease lease) {
        synchronized (this) {
            long now = nanos.getAsLong();
            if (!lease.runs(now)) {
                return;
            }
            if (!closed && lease.spendable(now).isPositive()) {
                lease.giveBack();
                return;
            }
        }
        takeBack(lease, 1);
    }

    private void ask() {
        int wanted;
        long sent;
        synchronized (this) {
            sent = nanos.getAsLong();
            wanted = closed || pause.isOn(sent) ? 0 : line.ask(sent);
        }
        if (wanted > 0) {
            var _ =
                    governor.lease(priority, wanted)
                            .subscribe(leased -> answered(sent, leased), _ -> failed());
        }
    }

    private void answered(long sent, CallsLeased leased) {
        if (leased.getCalls() > 0) {
            metrics.granted(priority);
            granted(new Lease(priority, leased.getUntil(), sent, leased.getCalls()));
            return;
        }
        metrics.none(priority);
        var retryAt = leased.getRetryAt();
        var refusal = retryAt == null ? UNKNOWN : Duration.between(clock.instant(), retryAt);
        // Within bounds, should the log's clock be another than ours.
        refused(atLeast(SHORTEST_REST, atMost(CallBudget.LONGEST_PAUSE, refusal)));
    }

    private void granted(Lease lease) {
        List<Waiter> served;
        Duration spendable;
        synchronized (this) {
            long now = nanos.getAsLong();
            spendable = lease.spendable(now);
            if (closed || !spendable.isPositive()) {
                line.late();
                spendable = Duration.ZERO;
                served = List.of();
            } else {
                line.granted(lease);
                served = serve(now);
            }
        }
        later(spendable, () -> end(lease));
        served.forEach(Waiter::wake);
        askForThoseWhoWait();
    }

    private List<Waiter> serve(long now) {
        return pause.isOn(now) ? List.of() : line.serve(now, this::call);
    }

    private void refused(Duration refusal) {
        var rest = atMost(LONGEST_REST, refusal);
        List<Waiter> gone;
        synchronized (this) {
            gone = line.refused(nanos.getAsLong(), rest, refusal);
        }
        later(rest, this::askForThoseWhoWait);
        gone.forEach(Waiter::wake);
    }

    private void failed() {
        metrics.unreachable(priority);
        var gone = new ArrayList<Waiter>();
        synchronized (this) {
            gone.addAll(line.sendAway(UNKNOWN));
            gone.addAll(line.refused(nanos.getAsLong(), UNKNOWN, UNKNOWN));
        }
        later(UNKNOWN, this::askForThoseWhoWait);
        gone.forEach(Waiter::wake);
    }

    /** Not for the stock: that is asked for when a call is taken. */
    private void askForThoseWhoWait() {
        boolean anybody;
        synchronized (this) {
            anybody = !line.isEmpty();
        }
        if (anybody) {
            ask();
        }
    }

    private void end(Lease lease) {
        int rest;
        synchronized (this) {
            rest = line.stock().end(lease);
        }
        takeBack(lease, rest);
    }

    private void takeBack(Lease lease, int calls) {
        if (calls > 0) {
            metrics.returned(priority, calls);
            var _ = governor.takeBack(lease, calls).subscribe(_ -> {}, Governor::untold);
        }
    }

    private void later(Duration delay, Runnable task) {
        try {
            var _ = timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closing) {
            Governor.untold(closing);
        }
    }

    /**
     * No call goes for so long. Those stay in the line who will still be there when it is over.
     *
     * @return whether that was not known yet
     */
    boolean pauseFor(Duration wanted) {
        List<Waiter> gone;
        synchronized (this) {
            long now = nanos.getAsLong();
            if (wanted.minus(pause.left(now)).compareTo(NEWS) < 0) {
                return false;
            }
            pause.begin(wanted, now);
            gone = line.sendAway(now, wanted, wanted);
        }
        later(wanted, this::goOn);
        gone.forEach(Waiter::wake);
        return true;
    }

    private void goOn() {
        List<Waiter> served;
        synchronized (this) {
            served = serve(nanos.getAsLong());
        }
        served.forEach(Waiter::wake);
        askForThoseWhoWait();
    }

    /** Zero where there is no pause. */
    synchronized Duration pauseLeft() {
        return pause.left(nanos.getAsLong());
    }

    /** How many calls could go right now. */
    synchronized int left() {
        long now = nanos.getAsLong();
        return pause.isOn(now) ? 0 : line.stock().left(now);
    }

    /** What is left goes back to the governor, whoever waits goes; the returns are to be sent. */
    List<Mono<Void>> close() {
        var rests = new ArrayList<Mono<Void>>();
        List<Waiter> gone;
        synchronized (this) {
            closed = true;
            for (var lease : line.stock().leases()) {
                int rest = line.stock().end(lease);
                if (rest > 0) {
                    rests.add(governor.takeBack(lease, rest));
                }
            }
            gone = line.sendAway(UNKNOWN);
        }
        gone.forEach(Waiter::wake);
        return rests;
    }

    private static Duration atMost(Duration most, Duration wanted) {
        return wanted.compareTo(most) > 0 ? most : wanted;
    }

    private static Duration atLeast(Duration least, Duration wanted) {
        return wanted.compareTo(least) < 0 ? least : wanted;
    }
}
