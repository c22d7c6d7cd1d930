package video.divine.media.gateway.video;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * What an upload may be, and how long a POST may take.
 *
 * @param quotaPerHour uploads of one publisher in a clock hour
 * @param streamDeadline all work at Stream for one POST; inside the reservation's lease of 20 s, so
 *     that two gateways can never confirm two tickets for one command
 * @param deployment marks our tickets at Stream, where an account may have those of others
 * @param storageLimitMinutes of all videos and open links together, beside what Stream says is the
 *     account's limit; empty where only that counts
 */
public record UploadSettings(
        int quotaPerHour,
        Duration streamDeadline,
        String deployment,
        OptionalInt storageLimitMinutes) {
    public static final String DEFAULT_DEPLOYMENT = "divine-media";
    public static final int DEFAULT_QUOTA_PER_HOUR = 30;
    public static final Duration DEFAULT_STREAM_DEADLINE = Duration.ofSeconds(15);

    private static final Pattern DEPLOYMENT = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    public UploadSettings {
        if (!DEPLOYMENT.matcher(deployment).matches()) {
            throw new IllegalArgumentException(
                    "Expected a deployment of 1 to 64 letters, digits, '.', '_' or '-', but it is"
                            + " not");
        }
        if (storageLimitMinutes.isPresent() && storageLimitMinutes.getAsInt() < 1) {
            throw new IllegalArgumentException(
                    "Expected a storage limit of at least one minute, but it is "
                            + storageLimitMinutes.getAsInt());
        }
        if (quotaPerHour < 1) {
            throw new IllegalArgumentException("Expected a quota of at least one upload an hour");
        }
        if (streamDeadline.isNegative()
                || streamDeadline.isZero()
                || streamDeadline.compareTo(DEFAULT_STREAM_DEADLINE) > 0) {
            throw new IllegalArgumentException(
                    "Expected a Stream deadline above zero and up to 15 s, the lease being 20 s");
        }
    }

    public UploadSettings(int quotaPerHour, Duration streamDeadline) {
        this(quotaPerHour, streamDeadline, DEFAULT_DEPLOYMENT, OptionalInt.empty());
    }

    public UploadSettings ofDeployment(String other) {
        return new UploadSettings(quotaPerHour, streamDeadline, other, storageLimitMinutes);
    }

    public UploadSettings withStorageLimit(OptionalInt minutes) {
        return new UploadSettings(quotaPerHour, streamDeadline, deployment, minutes);
    }

    /** In seconds, as the log has it; null where there is none. */
    @Nullable Double storageLimitSeconds() {
        return storageLimitMinutes.isPresent() ? storageLimitMinutes.getAsInt() * 60.0 : null;
    }
}
