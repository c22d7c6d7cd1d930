package video.divine.media.gateway.governor;

import io.micrometer.core.instrument.MeterRegistry;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import video.divine.media.gateway.cloudflare.CallBudget;
import video.divine.media.gateway.command.Commands;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A small stock of calls for each priority, leased from the governor. More is asked for while some
 * are left, in one request for all who wait; who is quiet asks for nothing. What a lease still has
 * shortly before its end goes back.
 *
 * <p>Where the governor cannot be reached there are no calls, however well Stream is: nobody knows
 * what the other gateways spend, and without Kafka no upload could be kept anyway.
 */
public final class CallLeases implements CallBudget, AutoCloseable {
    /**
     * A person waits; a lease usually takes some 10 ms. Less than {@link LeasedCalls#UNKNOWN}, so
     * that nobody waits for a second request after the governor was not reached.
     */
    private static final Duration USERS_PATIENCE = Duration.ofMillis(1_900);

    /** As long as any command waits for its outcome. */
    private static final Duration BACKGROUND_PATIENCE = Duration.ofSeconds(5);

    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final Governor governor;
    private final LeasedCalls users;
    private final LeasedCalls background;
    private final Scheduler.Worker timer = Schedulers.parallel().createWorker();

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
        var metrics = new LeaseMetrics(meters);
        this.users =
                new LeasedCalls(
                        Priority.USER, USERS_PATIENCE, governor, metrics, nanos, clock, timer);
        this.background =
                new LeasedCalls(
                        Priority.BACKGROUND,
                        BACKGROUND_PATIENCE,
                        governor,
                        metrics,
                        nanos,
                        clock,
                        timer);
    }

    @Override
    public Mono<Answer> take(Priority priority, Duration within) {
        return calls(priority).take(within);
    }

    @Override
    public void pauseFor(Duration asked) {
        var wanted = atMostLongest(asked);
        // Users' calls pause with all others only: what is news to them is told, once.
        if (users.pauseFor(wanted)) {
            background.pauseFor(wanted);
            var _ = governor.reportBlock(wanted).subscribe(_ -> {}, Governor::untold);
        }
    }

    @Override
    public void pauseBackgroundFor(Duration asked) {
        background.pauseFor(atMostLongest(asked));
    }

    @Override
    public Duration pauseLeft(Priority priority) {
        return calls(priority).pauseLeft();
    }

    @Override
    public Optional<Duration> refusal(Priority priority) {
        return calls(priority).refusal();
    }

    @Override
    public int left(Priority priority) {
        return calls(priority).left();
    }

    /** Returns what was not needed, if that can be done within a second. */
    @Override
    public void close() {
        governor.close();
        var rests = new ArrayList<Mono<Void>>();
        rests.addAll(users.close());
        rests.addAll(background.close());
        timer.dispose();
        try {
            Flux.merge(rests).then().block(FAREWELL);
        } catch (RuntimeException e) {
            Governor.untold(e);
        }
    }

    private LeasedCalls calls(Priority priority) {
        return switch (priority) {
            case USER -> users;
            case BACKGROUND -> background;
        };
    }

    private static Duration atMostLongest(Duration asked) {
        return asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked;
    }
}
