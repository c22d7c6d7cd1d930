package video.divine.media.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Counts of what was answered while something was done, and sentences about what must not be. */
final class Tally {
    private static final int QUOTED = 20;

    private final Map<Key, LongAdder> counts = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();
    private final Instant begin = Instant.now();
    private volatile String during = "";

    /** What was answered while what was done. */
    private record Key(String during, String what) {}

    /** What is done from now on. */
    void begin(String during) {
        this.during = during;
    }

    /** Forgets what was answered so far, and keeps what must not be. */
    void clear() {
        counts.clear();
    }

    void count(String what) {
        counts.computeIfAbsent(new Key(during, what), _ -> new LongAdder()).increment();
    }

    long of(Predicate<String> what) {
        return sum(key -> what.test(key.what()));
    }

    long of(String during, Predicate<String> what) {
        return sum(key -> key.during().equals(during) && what.test(key.what()));
    }

    private long sum(Predicate<Key> chosen) {
        return counts.entrySet().stream()
                .filter(it -> chosen.test(it.getKey()))
                .mapToLong(it -> it.getValue().sum())
                .sum();
    }

    /** Something that breaks a promise of the service. */
    void violation(String what) {
        var after = Duration.between(begin, Instant.now()).toMillis();
        violations.add("%s, after %d ms: %s".formatted(during, after, what));
    }

    List<String> violations() {
        return violations.stream().limit(QUOTED).toList();
    }

    /** A line for each kind of answer. */
    String table() {
        return counts.entrySet().stream()
                .collect(
                        Collectors.groupingBy(
                                it -> it.getKey().what(),
                                TreeMap::new,
                                Collectors.summingLong(it -> it.getValue().sum())))
                .entrySet()
                .stream()
                .map(it -> "    %-48s %7d".formatted(it.getKey(), it.getValue()))
                .collect(Collectors.joining("\n"));
    }
}
