package video.divine.media.gateway.cloudflare;

import reactor.core.publisher.Mono;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * The right to make calls, which the account has 1,200 of in any five minutes: after that
 * Cloudflare blocks <em>every</em> call of the account for five minutes, the dashboard's too
 * (Cloudflare: "API rate limits"). Nothing here blocks.
 */
public interface CallBudget {
    /** What one block of Cloudflare's lasts, and so the longest pause. */
    Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /** Whose call it is. */
    enum Priority {
        /** Somebody waits for it. */
        USER,
        /** Nobody waits for it, and what it was to do is asked for again. */
        BACKGROUND;

        /** As in metrics and logs. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether a call may go. */
    sealed interface Answer {
        /**
         * It may, now, and is counted.
         *
         * @param giveBack to be run if it was not sent after all, at most once
         */
        record Granted(Runnable giveBack) implements Answer {}

        /** None may before that much time has passed; always above zero. */
        record NotYet(Duration left) implements Answer {}
    }

    /**
     * Leave for one call. It is counted before it waits for a connection: nobody shall wait for one
     * only to hear that no call is left.
     *
     * @param within the time its saga has left; less is waited, and only where waiting helps
     */
    Mono<Answer> take(Priority priority, Duration within);

    /** Stops all calls, because Cloudflare said how long it will refuse them. Never over 5 min. */
    void pauseFor(Duration asked);

    /** Stops the calls that nobody waits for. Never over 5 min. */
    void pauseBackgroundFor(Duration asked);

    /** How long such calls stand still yet; zero where they do not. */
    Duration pauseLeft(Priority priority);

    /**
     * How long such calls are refused at once; empty where one is to be had or waiting for one may
     * help. Takes nothing.
     */
    Optional<Duration> refusal(Priority priority);

    /** How many such calls could go right now without asking anybody. */
    int left(Priority priority);

    /** How many calls could go right now without asking anybody. */
    default int left() {
        return left(Priority.USER) + left(Priority.BACKGROUND);
    }
}
