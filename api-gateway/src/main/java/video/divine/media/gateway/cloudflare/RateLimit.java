package video.divine.media.gateway.cloudflare;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What Cloudflare says is left of a limit, from {@code Ratelimit: "default";r=50;t=30} (Cloudflare:
 * "API rate limits", changed 2025-09-03). Of several limits the tightest counts.
 */
record RateLimit(long remaining, Duration reset) {
    private static final Pattern REMAINING = Pattern.compile(";\\s*r=(\\d{1,9})(?!\\d)");
    private static final Pattern RESET = Pattern.compile(";\\s*t=(\\d{1,9})(?!\\d)");

    static Optional<RateLimit> parse(List<String> headers) {
        return headers.stream()
                .flatMap(header -> List.of(header.split(",", 16)).stream())
                .flatMap(item -> one(item).stream())
                .min(Comparator.comparingLong(RateLimit::remaining));
    }

    private static Optional<RateLimit> one(String item) {
        return number(REMAINING, item)
                .map(
                        remaining ->
                                new RateLimit(
                                        remaining,
                                        Duration.ofSeconds(number(RESET, item).orElse(0L))));
    }

    private static Optional<Long> number(Pattern pattern, String item) {
        return pattern.matcher(item)
                .results()
                .findFirst()
                .map((MatchResult found) -> Long.parseLong(found.group(1)));
    }
}
