package video.divine.media.simulator.quota;

/**
 * What one account may have.
 *
 * @param storageMinutes what its videos may last together, open upload links included
 * @param processing videos that may be queued or in progress at once when another one begins
 */
public record AccountLimits(int storageMinutes, int processing) {
    /** Stream sells minutes by the thousand; so many are ours. */
    private static final int PLENTY = 1_000_000;

    /** Cloudflare's, in the FAQ. */
    private static final int MOST_PROCESSING = 120;

    public AccountLimits {
        if (storageMinutes < 0 || processing < 0) {
            throw new IllegalArgumentException(
                    "Expected limits of the account of at least 0, but got "
                            + storageMinutes
                            + " minutes and "
                            + processing
                            + " videos");
        }
    }

    public static AccountLimits defaults() {
        return new AccountLimits(PLENTY, MOST_PROCESSING);
    }
}
