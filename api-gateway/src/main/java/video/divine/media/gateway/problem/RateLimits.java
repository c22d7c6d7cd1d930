package video.divine.media.gateway.problem;

import video.divine.media.avro.QuotaStatus;
import video.divine.media.service.problem.Problem;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** The headers RateLimit and RateLimit-Policy (IETF draft-ietf-httpapi-ratelimit-headers). */
public final class RateLimits {
    public static final String RATE_LIMIT = "RateLimit";
    public static final String RATE_LIMIT_POLICY = "RateLimit-Policy";

    private static final String POLICY = "uploads";
    private static final long WINDOW_SECONDS = Duration.ofHours(1).toSeconds();

    private RateLimits() {}

    /** What is left of the hour, and in how many seconds it ends. */
    public static String rateLimit(QuotaStatus quota, Instant now) {
        return String.format(
                Locale.ROOT,
                "\"%s\";r=%d;t=%d",
                POLICY,
                Math.max(0, quota.getLimit() - quota.getUsed()),
                Math.max(0, wholeSeconds(Duration.between(now, quota.getResetAt()))));
    }

    /** Rounded up, so that nobody comes too early. */
    static long wholeSeconds(Duration duration) {
        return duration.plusMillis(999).toSeconds();
    }

    /** The hourly limit. */
    public static String policy(QuotaStatus quota) {
        return String.format(
                Locale.ROOT, "\"%s\";q=%d;w=%d", POLICY, quota.getLimit(), WINDOW_SECONDS);
    }

    static Problem on(Problem problem, QuotaStatus quota, Instant now) {
        return problem.header(RATE_LIMIT, rateLimit(quota, now))
                .header(RATE_LIMIT_POLICY, policy(quota));
    }
}
