package video.divine.media.processor.domain.claims;

import video.divine.media.processor.domain.QuotaStatus;

import java.time.Duration;
import java.time.Instant;

/**
 * What a publisher used of one clock hour, by the log's time.
 *
 * @param hour hours since 1970
 * @param used slots taken and not given back
 * @param attempts grants, those whose slots came back included, but not those that nothing of
 *     reached Stream
 */
public record QuotaUse(long hour, int used, int attempts) {
    private static final Duration HOUR = Duration.ofHours(1);

    public static final QuotaUse NONE = new QuotaUse(0, 0, 0);

    public static long hourOf(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), HOUR.toSeconds());
    }

    /** The use of {@code hour}: nothing where this is of an earlier one. */
    public QuotaUse in(long wanted) {
        return wanted == hour ? this : new QuotaUse(wanted, 0, 0);
    }

    public QuotaUse take() {
        return new QuotaUse(hour, used + 1, attempts + 1);
    }

    public QuotaUse tryAgain() {
        return new QuotaUse(hour, used, attempts + 1);
    }

    /** Of an earlier hour nothing comes back. */
    public QuotaUse giveSlotBack(long from) {
        return from == hour ? new QuotaUse(hour, Math.max(0, used - 1), attempts) : this;
    }

    /** As {@link #giveSlotBack}. */
    public QuotaUse giveAttemptBack(long from) {
        return from == hour ? new QuotaUse(hour, used, Math.max(0, attempts - 1)) : this;
    }

    public QuotaStatus status(int limit) {
        return new QuotaStatus(limit, used, Instant.EPOCH.plus(HOUR.multipliedBy(hour + 1)));
    }
}
