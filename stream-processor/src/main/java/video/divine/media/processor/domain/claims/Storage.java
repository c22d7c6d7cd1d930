package video.divine.media.processor.domain.claims;

/** Bounds of what a record can say of the account's storage at Stream. */
final class Storage {
    /**
     * In seconds: some 30,000 years, far above any account. Sums of so much stay exact to the
     * millisecond, in a {@code double} too.
     */
    static final double MAX_SECONDS = 1e12;

    private Storage() {}

    /**
     * Refuses what is no length: a row that once held a NaN would never hold a number again.
     *
     * @throws IllegalArgumentException below 0, above {@link #MAX_SECONDS} or not a number
     */
    static void requirePlausible(double seconds) {
        if (!(seconds >= 0 && seconds <= MAX_SECONDS)) {
            throw new IllegalArgumentException("Expected a length of at least 0 seconds");
        }
    }
}
