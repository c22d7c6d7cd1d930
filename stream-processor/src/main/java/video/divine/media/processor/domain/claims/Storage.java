package video.divine.media.processor.domain.claims;

import java.time.Duration;

/**
 * Lengths as records spell them, in seconds, and as the ledger adds them up: to the millisecond.
 */
public final class Storage {
    /**
     * In seconds: some 30,000 years, far above any account, and still exact to the millisecond in a
     * {@code double}.
     */
    static final double MAX_SECONDS = 1e12;

    private static final double MILLIS_PER_SECOND = 1_000;

    private Storage() {}

    /**
     * Refuses what is no length: a sum that once took up a NaN would never be a number again.
     *
     * @throws IllegalArgumentException below 0, above {@link #MAX_SECONDS} or not a number
     */
    static void requirePlausible(double seconds) {
        if (!(seconds >= 0 && seconds <= MAX_SECONDS)) {
            throw new IllegalArgumentException("Expected a length of at least 0 seconds");
        }
    }

    /**
     * To the nearest millisecond. Sums of {@code double}s drift: after a million uploads the ledger
     * would not be what its rows add up to.
     */
    public static Duration length(double seconds) {
        return Duration.ofMillis(Math.round(seconds * MILLIS_PER_SECOND));
    }

    /** The seconds that give this {@link #length} again. */
    public static double seconds(Duration length) {
        return length.toMillis() / MILLIS_PER_SECOND;
    }
}
