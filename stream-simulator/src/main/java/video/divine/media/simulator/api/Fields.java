package video.divine.media.simulator.api;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import video.divine.media.simulator.video.Timestamps;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads the fields of a JSON object one by one and remembers the first that is wrong. Absent fields
 * and nulls are empty; unknown fields are never looked at, as Stream ignores them too
 * (cloudflare-go#1201).
 */
final class Fields {
    private final ObjectNode object;
    private @Nullable Refusal refusal;

    Fields(ObjectNode object) {
        this.object = object;
    }

    boolean isNull(String name) {
        return object.path(name).isNull();
    }

    Optional<JsonNode> any(String name) {
        return Optional.ofNullable(object.get(name)).filter(node -> !node.isNull());
    }

    Optional<String> text(String name, int longest) {
        return read(
                name,
                "a string of at most " + longest + " characters",
                node ->
                        node.isString() && node.stringValue().length() <= longest
                                ? Optional.of(node.stringValue())
                                : Optional.empty());
    }

    Optional<Integer> integer(String name, int least, int most) {
        return read(
                name,
                "a whole number from " + least + " to " + most,
                node ->
                        node.isIntegralNumber()
                                        && node.canConvertToInt()
                                        && node.intValue() >= least
                                        && node.intValue() <= most
                                ? Optional.of(node.intValue())
                                : Optional.empty());
    }

    Optional<Double> fraction(String name) {
        return read(
                name,
                "a number from 0 to 1",
                node ->
                        node.isNumber() && node.doubleValue() >= 0 && node.doubleValue() <= 1
                                ? Optional.of(node.doubleValue())
                                : Optional.empty());
    }

    Optional<Boolean> flag(String name) {
        return read(
                name,
                "true or false",
                node -> node.isBoolean() ? Optional.of(node.booleanValue()) : Optional.empty());
    }

    Optional<ObjectNode> object(String name) {
        return read(
                name,
                "an object",
                node -> node instanceof ObjectNode found ? Optional.of(found) : Optional.empty());
    }

    Optional<List<String>> texts(String name) {
        return read(name, "an array of strings", Fields::strings);
    }

    Optional<Instant> instant(String name, Instant earliest, Instant latest) {
        return instant(name, earliest, latest, Optional.empty());
    }

    /**
     * To the microsecond, as we show times.
     *
     * @param known is good in any case: it is what was shown
     */
    Optional<Instant> instant(
            String name, Instant earliest, Instant latest, Optional<Instant> known) {
        return read(
                name,
                "an RFC 3339 time from "
                        + Timestamps.format(earliest)
                        + " to "
                        + Timestamps.format(latest),
                node ->
                        node.isString()
                                ? Timestamps.parse(node.stringValue())
                                        .map(time -> time.truncatedTo(ChronoUnit.MICROS))
                                        .filter(
                                                time ->
                                                        known.equals(Optional.of(time))
                                                                || (!time.isBefore(earliest)
                                                                        && !time.isAfter(latest)))
                                : Optional.empty());
    }

    /** Refuses the request if the field is absent. */
    void require(String name) {
        if (any(name).isEmpty()) {
            refuse(name + " is required");
        }
    }

    void refuse(String detail) {
        if (refusal == null) {
            refusal = Refusal.invalid(detail);
        }
    }

    /** The request, unless a field was wrong. */
    <T> Decoded<T> decoded(Supplier<T> request) {
        return refusal == null
                ? new Decoded.Accepted<>(request.get())
                : new Decoded.Refused<>(refusal);
    }

    private <T> Optional<T> read(
            String name, String expectation, Function<JsonNode, Optional<T>> reading) {
        var node = any(name);
        var value = node.flatMap(reading);
        if (node.isPresent() && value.isEmpty()) {
            refuse(name + " must be " + expectation);
        }
        return value;
    }

    private static Optional<List<String>> strings(JsonNode node) {
        if (!node.isArray()) {
            return Optional.empty();
        }
        var texts = new ArrayList<String>();
        for (var element : node) {
            if (!element.isString()) {
                return Optional.empty();
            }
            texts.add(element.stringValue());
        }
        return Optional.of(texts);
    }
}
