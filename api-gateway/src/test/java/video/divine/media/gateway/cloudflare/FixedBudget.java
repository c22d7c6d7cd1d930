package video.divine.media.gateway.cloudflare;

import reactor.core.publisher.Mono;

import video.divine.media.gateway.cloudflare.CallBudget.Answer.Granted;
import video.divine.media.gateway.cloudflare.CallBudget.Answer.NotYet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
                        var paused = pause.minusNanos(nanos.getAsLong() - pausedFrom);
                        if (paused.isPositive()) {
                            return new NotYet(paused);
                        }
                        if (left == 0) {
                            return new NotYet(SPENT_FOR);
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
    public synchronized int left() {
        return left;
    }

    /** Whose calls they were, in order. */
    synchronized List<Priority> taken() {
        return List.copyOf(taken);
    }
}
