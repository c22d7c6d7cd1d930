package video.divine.media.gateway.cloudflare;

import org.jspecify.annotations.Nullable;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;

/**
 * Why Stream did not do what was asked; the only error of {@link StreamApi}. The message is for the
 * log: it names operation, HTTP status, Cloudflare's code and text, never the token or an upload
 * URL. There is no cause and no stack trace, because the web client's exceptions carry the request
 * headers, the token among them.
 */
public abstract sealed class StreamFailure extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    private final StreamOperation operation;

    private StreamFailure(StreamOperation operation, String word, String detail) {
        super("Stream " + operation.label() + " " + word + ": " + detail, null, false, false);
        this.operation = operation;
    }

    public final StreamOperation operation() {
        return operation;
    }

    /** The word of the metric tag {@code outcome}. */
    abstract String outcome();

    /**
     * Whether the input of the caller brought this on, so that the caller's quota slot stays used.
     */
    public final boolean callersFault() {
        return switch (this) {
            case CallerFault _ -> true;
            case StreamFault _, Misconfigured _ -> false;
        };
    }

    /**
     * Whether nothing of the whole operation reached Stream, so that the caller's attempt does not
     * count either.
     */
    public final boolean streamUnasked() {
        return switch (this) {
            case StreamFault fault -> !fault.asked;
            case CallerFault _, Misconfigured _ -> false;
        };
    }

    /** How long until asking again makes sense, where Stream or our own governor said so. */
    public Optional<Duration> retryAfter() {
        return Optional.empty();
    }

    /**
     * Stream is ill, slow, throttling or kept at a distance: the caller's quota slot comes back.
     */
    public static final class StreamFault extends StreamFailure {
        @Serial private static final long serialVersionUID = 1L;

        private final Reason reason;
        private final String detail;
        private final @Nullable Duration retryAfter;
        private final boolean asked;

        public StreamFault(
                StreamOperation operation,
                Reason reason,
                String detail,
                @Nullable Duration retryAfter) {
            this(operation, reason, detail, retryAfter, reason.asked());
        }

        private StreamFault(
                StreamOperation operation,
                Reason reason,
                String detail,
                @Nullable Duration retryAfter,
                boolean asked) {
            super(operation, reason.label(), detail);
            this.reason = reason;
            this.detail = detail;
            this.retryAfter = retryAfter;
            this.asked = asked;
        }

        /** The same fault, after something else of its operation had reached Stream. */
        StreamFault afterAsking() {
            return new StreamFault(operation(), reason, detail, retryAfter, true);
        }

        public Reason reason() {
            return reason;
        }

        @Override
        public Optional<Duration> retryAfter() {
            return Optional.ofNullable(retryAfter);
        }

        @Override
        String outcome() {
            return reason.label();
        }
    }

    /** Stream refused what the caller sent, for example its meta (400 with code 10005). */
    public static final class CallerFault extends StreamFailure {
        @Serial private static final long serialVersionUID = 1L;

        public CallerFault(StreamOperation operation, String detail) {
            super(operation, "caller_fault", detail);
        }

        @Override
        String outcome() {
            return "caller_fault";
        }
    }

    /** Token, account or base URL are wrong. Only the operator can help; the caller is innocent. */
    public static final class Misconfigured extends StreamFailure {
        @Serial private static final long serialVersionUID = 1L;

        private final boolean nothingThere;

        public Misconfigured(StreamOperation operation, String detail) {
            this(operation, detail, false);
        }

        Misconfigured(StreamOperation operation, String detail, boolean nothingThere) {
            super(operation, "misconfigured", detail);
            this.nothingThere = nothingThere;
        }

        /** It was HTTP 404, and so might have been of what was asked for, not of the way there. */
        boolean nothingThere() {
            return nothingThere;
        }

        @Override
        String outcome() {
            return "misconfigured";
        }
    }

    /** What kind of fault, and with it what may be done about it. */
    public enum Reason {
        /** No answer in time, or HTTP 408. */
        TIMED_OUT("timed_out", Retry.YES, Effect.OPEN, Health.ILL),
        /** No connection was made, so nothing was sent. */
        UNREACHABLE("unreachable", Retry.YES, Effect.NONE, Health.ILL),
        /** The connection broke after the request may have gone out. */
        CONNECTION_LOST("connection_lost", Retry.YES, Effect.OPEN, Health.ILL),
        /** HTTP 5xx. */
        SERVER_ERROR("server_error", Retry.YES, Effect.OPEN, Health.ILL),
        /** A success that cannot be read: no JSON, no envelope, no uid. */
        GARBLED("garbled", Retry.YES, Effect.OPEN, Health.ILL),
        /** An answer that is larger than what we read, which depends on what we asked for. */
        TOO_LARGE("too_large", Retry.NO, Effect.OPEN, Health.FINE),
        /**
         * HTTP 429. It does not move the breaker: the account's limit names a Retry-After and that
         * pauses the budget; the limit of 120 queued videos must not stop the deletes that help.
         */
        THROTTLED("throttled", Retry.YES, Effect.NONE, Health.FINE),
        /** Any other status, for example 413 when the account's storage is full. */
        REFUSED("refused", Retry.NO, Effect.NONE, Health.FINE),
        /**
         * Not sent: all connections of this process are in use, and so many wait for one, or so
         * long. That says how many callers there are and nothing about Stream.
         */
        NO_CONNECTION("no_connection", Retry.YES, Effect.NONE, Health.UNTOUCHED),
        /** Not sent: Stream has been failing. */
        BREAKER_OPEN("breaker_open", Retry.NO, Effect.NONE, Health.UNTOUCHED),
        /** Not sent: no call of the account was to be had, or nobody could be asked for one. */
        BUDGET_SPENT("budget_spent", Retry.NO, Effect.NONE, Health.UNTOUCHED),
        /** Not sent: the saga's time was over. */
        OUT_OF_TIME("out_of_time", Retry.NO, Effect.NONE, Health.UNTOUCHED);

        private enum Retry {
            YES,
            NO
        }

        private enum Effect {
            OPEN,
            NONE
        }

        private enum Health {
            ILL,
            FINE,
            UNTOUCHED
        }

        private final String label;
        private final Retry retry;
        private final Effect effect;
        private final Health health;

        Reason(String label, Retry retry, Effect effect, Health health) {
            this.label = label;
            this.retry = retry;
            this.effect = effect;
            this.health = health;
        }

        public String label() {
            return label;
        }

        /** Trying the same again may help. */
        boolean retryable() {
            return retry == Retry.YES;
        }

        /** Stream may have done what was asked although it did not say so. */
        boolean ambiguous() {
            return effect == Effect.OPEN;
        }

        /** Counts for the circuit breaker. */
        boolean illness() {
            return health == Health.ILL;
        }

        /** There was an answer, and asking for less may bring one that can be read. */
        public boolean unreadable() {
            return this == GARBLED || this == TOO_LARGE;
        }

        /** Stream was asked; otherwise our own governor or pool answered in its place. */
        boolean sent() {
            return health != Health.UNTOUCHED;
        }

        /**
         * Something may have reached Stream, or it was kept waiting by us: only where Stream is ill
         * or throttles is it nobody's attempt. Whoever repeats what our own connections have no
         * room for must come to an end.
         */
        boolean asked() {
            return this != UNREACHABLE && this != BREAKER_OPEN && this != BUDGET_SPENT;
        }
    }
}
