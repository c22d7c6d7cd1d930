package video.divine.media.standalone.metrics;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A metric in an expression of PromQL.
 *
 * @param matchers of its labels
 * @param range whether it is looked at over a time, as counters are
 * @param groupings labels of the aggregations around it, the outermost first
 */
public record Selector(
        String metric, List<Matcher> matchers, boolean range, List<Set<String>> groupings) {
    /** {@code job="gateway"}, of one of the four kinds that there are. */
    record Matcher(String label, String operator, String value) {
        boolean takes(Map<String, String> labels) {
            var actual = labels.getOrDefault(label, "");
            return switch (operator) {
                case "=" -> actual.equals(value);
                case "!=" -> !actual.equals(value);
                case "=~" -> Pattern.matches(value, actual);
                case "!~" -> !Pattern.matches(value, actual);
                default -> throw new IllegalArgumentException(operator);
            };
        }
    }

    /** Labels that its series need for the expression to mean anything. */
    Set<String> labels() {
        var all = matchers.stream().map(Matcher::label).collect(Collectors.toSet());
        groupings.forEach(all::addAll);
        return all;
    }

    /** Labels that the result has; empty where that is all that the series have. */
    Set<String> kept() {
        return groupings.isEmpty() ? Set.of() : new HashSet<>(groupings.getFirst());
    }

    boolean isAggregated() {
        return !groupings.isEmpty();
    }

    /** Series that all matchers take but those of labels that are not asked about. */
    Predicate<Map<String, String>> taking(Set<String> ignored) {
        return labels ->
                matchers.stream()
                        .filter(it -> !ignored.contains(it.label()))
                        .allMatch(it -> it.takes(labels));
    }
}
