package video.divine.media.simulator.signing;

import tools.jackson.databind.JsonNode;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The claim {@code accessRules}: the first rule that matches decides, and where none does, the
 * token is good (facts, 2.16).
 */
public record AccessRules(List<AccessRule> rules) {
    private static final int MOST_RULES = 5;
    private static final Pattern COUNTRY = Pattern.compile("[A-Za-z][A-Za-z0-9]");

    public AccessRules {
        rules = List.copyOf(rules);
    }

    public static AccessRules none() {
        return new AccessRules(List.of());
    }

    /** Nothing if they are not well-formed: a rule that was misread could let anybody in. */
    public static Optional<AccessRules> read(JsonNode claim) {
        if (!claim.isArray() || claim.size() > MOST_RULES) {
            return Optional.empty();
        }
        return all(claim, AccessRules::rule).map(AccessRules::new);
    }

    public boolean allow(InetAddress client) {
        return rules.stream()
                .filter(rule -> rule.matches(client))
                .findFirst()
                .map(AccessRule::allows)
                .orElse(true);
    }

    private static Optional<AccessRule> rule(JsonNode node) {
        return allows(node.path("action").asString(""))
                .flatMap(allows -> rule(node, node.path("type").asString(""), allows));
    }

    private static Optional<AccessRule> rule(JsonNode node, String type, boolean allows) {
        return switch (type) {
            case "any" -> Optional.of(new AccessRule.Any(allows));
            case "ip.src" ->
                    all(node.path("ip"), AccessRules::range)
                            .map(ranges -> new AccessRule.Source(allows, ranges));
            case "ip.geoip.country" ->
                    all(node.path("country"), AccessRules::country)
                            .map(countries -> new AccessRule.Country(allows, countries));
            default -> Optional.empty();
        };
    }

    private static Optional<Boolean> allows(String action) {
        return switch (action) {
            case "allow" -> Optional.of(true);
            case "block" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static Optional<AddressRange> range(JsonNode node) {
        return node.isString() ? AddressRange.parse(node.stringValue()) : Optional.empty();
    }

    private static Optional<String> country(JsonNode node) {
        return node.isString() && COUNTRY.matcher(node.stringValue()).matches()
                ? Optional.of(node.stringValue())
                : Optional.empty();
    }

    /** All elements, or nothing if one cannot be read or it is no array. */
    private static <T> Optional<List<T>> all(
            JsonNode array, Function<JsonNode, Optional<T>> reading) {
        if (!array.isArray()) {
            return Optional.empty();
        }
        var all = new ArrayList<T>();
        for (var element : array) {
            var read = reading.apply(element);
            if (read.isEmpty()) {
                return Optional.empty();
            }
            all.add(read.get());
        }
        return Optional.of(all);
    }
}
