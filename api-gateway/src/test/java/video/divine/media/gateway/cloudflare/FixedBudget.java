package video.divine.media.gateway.cloudflare;

import reactor.core.publisher.Mono;

import video.divine.media.gateway.cloudflare.CallBudget.Answer.Granted;
import video.divine.media.gateway.cloudflare.CallBudget.Answer.NotYet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** So many calls and never more; it knows whose they were, and keeps a pause. */
final class FixedBudget implements CallBudget {
    /** What is said when nothing is left. */
    static final Duration SPENT_FOR = Duration.ofSeconds(270);

    private final LongSupplier nanos;
    private final List<Priority> taken = new ArrayList<>();
    private int left;
    private long pausedFrom;
    private Duration pause = Duration.ZERO;
    private long backgroundPausedFrom;
    private Duration backgroundPause = Duration.ZERO;

    FixedBudget(int calls) {
        this(calls, System::nanoTime);
    }

    FixedBudget(int calls, LongSupplier nanos) {
        this.left = calls;
        this.nanos = nanos;
    }

    @Override
    public Mono<Answer> take(Priority priority, Duration within) {
        return Mono.fromSupplier(
                () -> {
                    synchronized (this) {
                        var refusal = refusal(priority);
                        if (refusal.isPresent()) {
                            return new NotYet(refusal.get());
                        }
                        left--;
                        taken.add(priority);
                        return new Granted(this::giveBack);
                    }
                });
    }

    private synchronized void giveBack() {
        left++;
    }

    @Override
    public synchronized void pauseFor(Duration asked) {
        pausedFrom = nanos.getAsLong();
        pause = asked;
    }

    @Override
    public synchronized void pauseBackgroundFor(Duration asked) {
        backgroundPausedFrom = nanos.getAsLong();
        backgroundPause = asked;
    }

    @Override
    public synchronized Duration pauseLeft(Priority priority) {
        var all = left(pause, pausedFrom);
        var background = left(backgroundPause, backgroundPausedFrom);
        return switch (priority) {
            case USER -> all;
            case BACKGROUND -> all.compareTo(background) > 0 ? all : background;
        };
    }

    private Duration left(Duration length, long from) {
        var left = length.minusNanos(nanos.getAsLong() - from);
        return left.isPositive() ? left : Duration.ZERO;
    }

    @Override
    public synchronized Optional<Duration> refusal(Priority priority) {
        var paused = pauseLeft(priority);
        if (paused.isPositive()) {
            return Optional.of(paused);
        }
        return left == 0 ? Optional.of(SPENT_FOR) : Optional.empty();
    }

    /** Either kind can have all of them; they are counted once. */
    @Override
    public synchronized int left(Priority priority) {
        return switch (priority) {
            case USER -> left;
            case BACKGROUND -> 0;
        };
    }

    /** Whose calls they were, in order. */
    synchronized List<Priority> taken() {
        return List.copyOf(taken);
    }
}
