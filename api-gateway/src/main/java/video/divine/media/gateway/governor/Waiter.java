package video.divine.media.gateway.governor;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import video.divine.media.gateway.cloudflare.CallBudget.Answer;

import java.time.Duration;

/** Somebody who wants a call, answered or not. Answered under the lock of {@link LeasedCalls}. */
final class Waiter {
    private final long end;
    private final Sinks.One<Answer> sink = Sinks.one();
    private volatile @Nullable Answer answer;

    /**
     * A waiter.
     *
     * @param end of the patience, on the monotonic clock
     */
    Waiter(long end) {
        this.end = end;
    }

    /** Is gone once so much time has passed. */
    boolean leavesWithin(Duration span, long now) {
        return end - now <= span.toNanos();
    }

    Waiter answered(Answer given) {
        answer = given;
        return this;
    }

    /** Null before there is one. */
    @Nullable Answer answer() {
        return answer;
    }

    /** Tells the answer; not under the lock, as the caller's call begins in here. */
    void wake() {
        var told = answer;
        if (told != null) {
            sink.tryEmitValue(told);
        }
    }

    Mono<Answer> toldAnswer() {
        return sink.asMono();
    }
}
