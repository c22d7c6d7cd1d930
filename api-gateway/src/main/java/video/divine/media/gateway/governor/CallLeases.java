package video.divine.media.gateway.governor;

import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import video.divine.media.avro.CallsLeased;
import video.divine.media.gateway.cloudflare.CallBudget;
import video.divine.media.gateway.cloudflare.CallBudget.Answer.Granted;
import video.divine.media.gateway.cloudflare.CallBudget.Answer.NotYet;
import video.divine.media.gateway.command.Commands;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A small stock of calls for each priority, leased from the governor. More is asked for while some
 * are left, in one request for all who wait; who is quiet asks for nothing. What a lease still has
 * shortly before its end goes back.
 *
 * <p>Where the governor cannot be reached there are no calls, however well Stream is: nobody knows
 * what the other gateways spend, and without Kafka no upload could be kept anyway.
 *
 * <p>The lock is held for next to no time; nothing is sent or told under it.
 */
public final class CallLeases implements CallBudget, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CallLeases.class);

    /**
     * A person waits; a lease usually takes some 10 ms. Less than {@link #UNKNOWN}, so that nobody
     * waits for a second request after the governor was not reached.
     */
    private static final Duration USERS_PATIENCE = Duration.ofMillis(1_900);

    /** As long as any command waits for its outcome. */
    private static final Duration BACKGROUND_PATIENCE = Duration.ofSeconds(5);

    /** Between two requests, where the first one brought nothing. */
    private static final Duration SHORTEST_REST = Duration.ofMillis(200);

    /** Others may return calls sooner than the governor could foresee. */
    private static final Duration LONGEST_REST = Duration.ofSeconds(5);

    /** Where the governor could not be asked, or named no time. */
    private static final Duration UNKNOWN = Duration.ofSeconds(2);

    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final Governor governor;
    private final LongSupplier nanos;
    private final InstantSource clock;
    private final LeaseMetrics metrics;
    private final Line users;
    private final Line background;
    private final Pause pause;
    private final Scheduler.Worker timer = Schedulers.parallel().createWorker();
    private boolean unreachable;
    private boolean closed;

    /**
     * No lease is asked for before the first call.
     *
     * @param callsPerFiveMinutes the account's limit, which the governor holds all of us to
     * @param nanos a monotonic clock
     * @param clock only for how long a refusal lasts
     */
    public CallLeases(
            Commands commands,
            int callsPerFiveMinutes,
            LongSupplier nanos,
            InstantSource clock,
            MeterRegistry meters) {
        this.governor = new Governor(commands, callsPerFiveMinutes);
        this.nanos = nanos;
        this.clock = clock;
        this.metrics = new LeaseMetrics(meters);
        long now = nanos.getAsLong();
        this.users = new Line(now);
        this.background = new Line(now);
        this.pause = new Pause(now);
    }

    @Override
    public Mono<Answer> take(Priority priority, Duration within) {
        return Mono.defer(
                () -> {
                    var patience = patience(priority, within);
                    var waiter = takeOrWait(priority, patience);
                    ask(priority);
                    var answer = waiter.answer();
                    return answer == null
                            ? waitingFor(priority, waiter, patience)
                            : Mono.just(answer);
                });
    }

    private synchronized Waiter takeOrWait(Priority priority, Duration patience) {
        long now = nanos.getAsLong();
        var waiter = new Waiter(now + patience.toNanos());
        if (pause.isOn(now)) {
            return waiter.answered(new NotYet(pause.left(now)));
        }
        if (closed) {
            return waiter.answered(new NotYet(UNKNOWN));
        }
        var lease = fromStock(priority, now);
        if (lease != null) {
            return waiter.answered(call(lease));
        }
        line(priority).join(waiter, now);
        return waiter;
    }

    private @Nullable Lease fromStock(Priority priority, long now) {
        return switch (priority) {
            case USER -> {
                var own = users.stock().take(now);
                // Whoever waits goes before the background, also with what that has leased.
                yield own == null ? background.stock().take(now) : own;
            }
            case BACKGROUND -> background.stock().take(now);
        };
    }

    private Mono<Answer> waitingFor(Priority priority, Waiter waiter, Duration patience) {
        return waiter.toldAnswer()
                .timeout(patience, Mono.fromSupplier(() -> patienceEnds(priority, waiter)))
                // A call that was granted in this moment may have begun, and counts as made.
                .doOnCancel(() -> leave(priority, waiter));
    }

    private synchronized Answer patienceEnds(Priority priority, Waiter waiter) {
        line(priority).leave(waiter);
        var answer = waiter.answer();
        return answer == null ? new NotYet(UNKNOWN) : answer;
    }

    private synchronized void leave(Priority priority, Waiter waiter) {
        line(priority).leave(waiter);
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

    private void ask(Priority priority) {
        int wanted;
        long sent;
        synchronized (this) {
            sent = nanos.getAsLong();
            wanted = closed || pause.isOn(sent) ? 0 : line(priority).ask(sent);
        }
        if (wanted > 0) {
            var _ =
                    governor.lease(priority, wanted)
                            .subscribe(
                                    leased -> answered(priority, sent, leased),
                                    failure -> failed(priority, failure));
        }
    }

    private void answered(Priority priority, long sent, CallsLeased leased) {
        if (leased.getCalls() > 0) {
            metrics.granted(priority);
            granted(new Lease(priority, leased.getUntil(), sent, leased.getCalls()));
            return;
        }
        metrics.none(priority);
        var retryAt = leased.getRetryAt();
        var refusal = retryAt == null ? UNKNOWN : Duration.between(clock.instant(), retryAt);
        // Within bounds, should the log's clock be another than ours.
        refused(priority, atLeast(SHORTEST_REST, atMost(LONGEST_PAUSE, refusal)));
    }

    private void granted(Lease lease) {
        List<Waiter> served;
        Duration spendable;
        synchronized (this) {
            long now = nanos.getAsLong();
            reached();
            spendable = lease.spendable(now);
            if (closed || !spendable.isPositive()) {
                line(lease.priority()).late();
                spendable = Duration.ZERO;
                served = List.of();
            } else {
                served = line(lease.priority()).granted(lease, now, this::call);
            }
        }
        later(spendable, () -> end(lease));
        served.forEach(Waiter::wake);
        askForThoseWhoWait(lease.priority());
    }

    private void refused(Priority priority, Duration refusal) {
        var rest = atMost(LONGEST_REST, refusal);
        List<Waiter> gone;
        synchronized (this) {
            reached();
            gone = line(priority).refused(nanos.getAsLong(), rest, refusal);
        }
        later(rest, () -> askForThoseWhoWait(priority));
        gone.forEach(Waiter::wake);
    }

    private void failed(Priority priority, Throwable failure) {
        metrics.unreachable(priority);
        var gone = new ArrayList<Waiter>();
        synchronized (this) {
            if (!unreachable && !closed) {
                unreachable = true;
                LOG.warn("no calls to Stream, the governor is not reached: {}", failure.toString());
            }
            gone.addAll(line(priority).sendAway(UNKNOWN));
            gone.addAll(line(priority).refused(nanos.getAsLong(), UNKNOWN, UNKNOWN));
        }
        later(UNKNOWN, () -> askForThoseWhoWait(priority));
        gone.forEach(Waiter::wake);
    }

    private void reached() {
        if (unreachable) {
            unreachable = false;
            LOG.info("calls to Stream again, the governor is reached");
        }
    }

    /** Not for the stock: that is asked for when a call is taken. */
    private void askForThoseWhoWait(Priority priority) {
        boolean anybody;
        synchronized (this) {
            anybody = !line(priority).isEmpty();
        }
        if (anybody) {
            ask(priority);
        }
    }

    private void end(Lease lease) {
        int rest;
        synchronized (this) {
            rest = line(lease.priority()).stock().end(lease);
        }
        takeBack(lease, rest);
    }

    private void takeBack(Lease lease, int calls) {
        if (calls > 0) {
            metrics.returned(lease.priority(), calls);
            var _ = governor.takeBack(lease, calls).subscribe(_ -> {}, CallLeases::untold);
        }
    }

    /** Calls that did not come back count as made, and a block is found out by the next one. */
    private static void untold(Throwable failure) {
        LOG.debug("the governor was not told: {}", failure.toString());
    }

    private void later(Duration delay, Runnable task) {
        try {
            timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closing) {
            LOG.trace("closed", closing);
        }
    }

    @Override
    public void pauseFor(Duration asked) {
        var wanted = atMost(LONGEST_PAUSE, asked);
        var gone = new ArrayList<Waiter>();
        synchronized (this) {
            long now = nanos.getAsLong();
            // All calls under way hear of the same block, in whole seconds; it is told once.
            if (wanted.minus(pause.left(now)).compareTo(Duration.ofMillis(999)) < 0) {
                return;
            }
            pause.begin(wanted, now);
            gone.addAll(users.sendAway(wanted));
            gone.addAll(background.sendAway(wanted));
        }
        gone.forEach(Waiter::wake);
        var _ = governor.reportBlock(wanted).subscribe(_ -> {}, CallLeases::untold);
    }

    @Override
    public synchronized int left() {
        long now = nanos.getAsLong();
        return pause.isOn(now) ? 0 : users.stock().left(now) + background.stock().left(now);
    }

    /** Returns what was not needed, if that can be done within a second. */
    @Override
    public void close() {
        var rests = new ArrayList<Mono<Void>>();
        var gone = new ArrayList<Waiter>();
        synchronized (this) {
            closed = true;
            for (var line : List.of(users, background)) {
                for (var lease : line.stock().leases()) {
                    int rest = line.stock().end(lease);
                    if (rest > 0) {
                        rests.add(governor.takeBack(lease, rest));
                    }
                }
                gone.addAll(line.sendAway(UNKNOWN));
            }
        }
        timer.dispose();
        gone.forEach(Waiter::wake);
        try {
            Flux.merge(rests).then().block(FAREWELL);
        } catch (RuntimeException e) {
            untold(e);
        }
    }

    private Line line(Priority priority) {
        return switch (priority) {
            case USER -> users;
            case BACKGROUND -> background;
        };
    }

    private static Duration patience(Priority priority, Duration within) {
        return switch (priority) {
            case USER -> atMost(USERS_PATIENCE, within);
            case BACKGROUND -> atMost(BACKGROUND_PATIENCE, within);
        };
    }

    private static Duration atMost(Duration most, Duration wanted) {
        return wanted.compareTo(most) > 0 ? most : wanted;
    }

    private static Duration atLeast(Duration least, Duration wanted) {
        return wanted.compareTo(least) < 0 ? least : wanted;
    }
}
