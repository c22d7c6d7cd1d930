package video.divine.media.standalone.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a panel or an alert asks Prometheus for.
 *
 * @param where the panel or the alert
 * @param expression of PromQL
 * @param shown labels of the result that its legend or its sentence names
 */
public record Query(String where, String expression, Set<String> shown) {
    /** Prometheus puts them on whatever it fetches. */
    private static final Set<String> OF_PROMETHEUS = Set.of("job", "instance");

    /** Prometheus' own. */
    private static final Set<String> METRICS_OF_PROMETHEUS = Set.of("up");

    /** Their values are those that a service had to answer with. */
    private static final Set<String> OF_CHANCE = Set.of("status");

    private static final Set<String> COUNTED = Set.of("counter", "histogram", "summary");

    /**
     * Something that the services do not show, so that nothing would ever be seen.
     *
     * @param metric that it is about
     * @param why a sentence
     */
    public record Complaint(String where, String metric, String why) {}

    List<Selector> selectors() {
        return PromQl.selectors(expression);
    }

    /**
     * What of it does not exist.
     *
     * @param jobs what Prometheus finds where it looks, by the name of the job
     */
    public Stream<Complaint> complaints(Map<String, Exposition> jobs) {
        return selectors().stream()
                .filter(it -> !METRICS_OF_PROMETHEUS.contains(it.metric()))
                .flatMap(
                        selector ->
                                faults(selector, fetched(selector, jobs)).stream()
                                        .map(it -> new Complaint(where, selector.metric(), it)));
    }

    private static Exposition fetched(Selector selector, Map<String, Exposition> jobs) {
        return jobs.entrySet().stream()
                .filter(
                        job ->
                                selector.matchers().stream()
                                        .filter(it -> it.label().equals("job"))
                                        .allMatch(it -> it.takes(Map.of("job", job.getKey()))))
                .map(Map.Entry::getValue)
                .reduce(Exposition.of(""), Exposition::and);
    }

    private List<String> faults(Selector selector, Exposition fetched) {
        var all = fetched.of(selector);
        if (all.isEmpty()) {
            return List.of("no such metric");
        }
        var faults = new ArrayList<String>();
        var ignored = new TreeSet<>(OF_PROMETHEUS);
        ignored.addAll(OF_CHANCE);
        var taken = all.stream().filter(selector.taking(ignored)).toList();
        if (taken.isEmpty()) {
            faults.add("no series with the values of " + selector.matchers());
        }
        var wanted = new TreeSet<>(selector.labels());
        if (selector.isAggregated()) {
            shown.stream()
                    .filter(it -> !selector.kept().contains(it))
                    .forEach(it -> faults.add("the result does not have " + it));
        } else {
            wanted.addAll(shown);
        }
        wanted.removeAll(OF_PROMETHEUS);
        for (var label : wanted) {
            if (!taken.stream().allMatch(it -> it.containsKey(label))) {
                faults.add("no label " + label);
            }
        }
        var type = fetched.type(selector.metric());
        boolean counted = COUNTED.contains(type);
        if (counted != selector.range()) {
            faults.add(counted ? "a counter without a rate" : "a rate of a " + type);
        }
        return faults;
    }
}
