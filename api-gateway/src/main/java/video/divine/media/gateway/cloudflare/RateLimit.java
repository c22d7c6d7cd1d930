package video.divine.media.gateway.cloudflare;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What Cloudflare says is left of a limit, from {@code Ratelimit: "default";r=50;t=30} and {@code
 * Ratelimit-Policy: "burst";q=100;w=60} (Cloudflare: "API rate limits", changed 2025-09-03). Of
 * several limits the tightest counts.
 *
 * @param quota the whole limit; empty where none was said, or it is not clear of which of them
 */
record RateLimit(long remaining, Duration reset, OptionalLong quota) {
    private static final Pattern NAME = Pattern.compile("\\s*\"?([^\";]*)");
    private static final Pattern REMAINING = parameter("r");
    private static final Pattern RESET = parameter("t");
    private static final Pattern QUOTA = parameter("q");
    private static final int MOST_ITEMS = 16;

    static Optional<RateLimit> parse(List<String> limits, List<String> policies) {
        var known = items(policies);
        return items(limits).stream()
                .flatMap(item -> one(item, known).stream())
                .min(Comparator.comparingLong(RateLimit::remaining));
    }

    private static List<String> items(List<String> headers) {
        return headers.stream()
                .flatMap(header -> List.of(header.split(",", MOST_ITEMS)).stream())
                .toList();
    }

    private static Optional<RateLimit> one(String item, List<String> policies) {
        return number(REMAINING, item)
                .map(
                        remaining ->
                                new RateLimit(
                                        remaining,
                                        Duration.ofSeconds(number(RESET, item).orElse(0L)),
                                        quota(name(item), policies)));
    }

    /** The policy of that name, or the only one: Cloudflare's own example names them apart. */
    private static OptionalLong quota(String name, List<String> policies) {
        return policies.stream()
                .filter(policy -> policies.size() == 1 || name(policy).equals(name))
                .flatMap(policy -> number(QUOTA, policy).stream())
                .mapToLong(Long::longValue)
                .findFirst();
    }

    private static String name(String item) {
        var matcher = NAME.matcher(item);
        return matcher.lookingAt() ? matcher.group(1).strip() : "";
    }

    private static Pattern parameter(String name) {
        return Pattern.compile(";\\s*" + name + "=(\\d{1,9})(?!\\d)");
    }

    private static Optional<Long> number(Pattern pattern, String item) {
        return pattern.matcher(item)
                .results()
                .findFirst()
                .map((MatchResult found) -> Long.parseLong(found.group(1)));
    }
}
