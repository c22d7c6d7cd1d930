package video.divine.media.simulator.fault;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Reads the fields of a JSON object one by one and remembers the first that is wrong; so does each
 * section of it for the whole. An absent field keeps the value from before.
 */
final class StrictFields {
    private static final long LONGEST_MILLISECONDS = Duration.ofHours(1).toMillis();

    private final String path;
    private final ObjectNode object;
    private final @Nullable StrictFields whole;
    private Optional<String> problem = Optional.empty();

    StrictFields(ObjectNode object) {
        this("", object, null);
    }

    private StrictFields(String path, ObjectNode object, @Nullable StrictFields whole) {
        this.path = path;
        this.object = object;
        this.whole = whole;
    }

    Optional<String> problem() {
        return problem;
    }

    /** An object within this one, which has no other fields than the known ones. */
    StrictFields section(String name, Set<String> known) {
        var node = object.get(name);
        if (node != null && !(node instanceof ObjectNode)) {
            wrong(name, "an object");
        }
        var inner =
                node instanceof ObjectNode found ? found : JsonNodeFactory.instance.objectNode();
        var section = new StrictFields(path + name + ".", inner, this);
        section.nothingBut(known);
        return section;
    }

    void nothingBut(Set<String> known) {
        for (var name : object.propertyNames()) {
            if (!known.contains(name)) {
                report(path + name + " is unknown; known are " + new TreeSet<>(known));
            }
        }
    }

    long number(String name, long before) {
        return read(
                name,
                "a whole number of at most 64 bits",
                before,
                node ->
                        node.isIntegralNumber() && node.canConvertToLong()
                                ? Optional.of(node.longValue())
                                : Optional.empty());
    }

    double probability(String name, double before) {
        return read(
                name,
                "a number from 0 to 1",
                before,
                node ->
                        node.isNumber() && node.doubleValue() >= 0 && node.doubleValue() <= 1
                                ? Optional.of(node.doubleValue())
                                : Optional.empty());
    }

    Duration milliseconds(String name, Duration before) {
        return read(
                name,
                "a whole number from 0 to " + LONGEST_MILLISECONDS,
                before,
                node ->
                        node.isIntegralNumber()
                                        && node.canConvertToLong()
                                        && node.longValue() >= 0
                                        && node.longValue() <= LONGEST_MILLISECONDS
                                ? Optional.of(Duration.ofMillis(node.longValue()))
                                : Optional.empty());
    }

    /** Null is a value, too: nothing. */
    <T> Optional<T> wordOrNull(
            String name,
            String expectation,
            Optional<T> before,
            Function<String, Optional<T>> meaning) {
        var node = object.get(name);
        if (node == null) {
            return before;
        }
        if (node.isNull()) {
            return Optional.empty();
        }
        var value = node.isString() ? meaning.apply(node.stringValue()) : Optional.<T>empty();
        if (value.isEmpty()) {
            wrong(name, expectation);
        }
        return value;
    }

    private <T> T read(
            String name, String expectation, T before, Function<JsonNode, Optional<T>> reading) {
        var node = object.get(name);
        if (node == null) {
            return before;
        }
        var value = reading.apply(node);
        if (value.isEmpty()) {
            wrong(name, expectation);
        }
        return value.orElse(before);
    }

    private void wrong(String name, String expectation) {
        report(path + name + " must be " + expectation);
    }

    private void report(String found) {
        if (whole != null) {
            whole.report(found);
        } else if (problem.isEmpty()) {
            problem = Optional.of(found);
        }
    }
}
