package video.divine.media.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** Counts of what was answered, and sentences about what must not have been. */
final class Tally {
    private static final int QUOTED = 20;

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();
    private final Instant begin = Instant.now();

    void count(String what) {
        counts.computeIfAbsent(what, _ -> new LongAdder()).increment();
    }

    long of(String what) {
        var count = counts.get(what);
        return count == null ? 0 : count.sum();
    }

    /** Something that breaks a promise of the service. */
    void violation(String what) {
        var after = Duration.between(begin, Instant.now()).toMillis();
        violations.add("after %d ms: %s".formatted(after, what));
    }

    List<String> violations() {
        return violations.stream().limit(QUOTED).toList();
    }

    /** A line for each kind of answer. */
    String table() {
        return new TreeMap<>(counts)
                .entrySet().stream()
                        .map(it -> "    %-48s %7d".formatted(it.getKey(), it.getValue().sum()))
                        .collect(Collectors.joining("\n"));
    }
}
