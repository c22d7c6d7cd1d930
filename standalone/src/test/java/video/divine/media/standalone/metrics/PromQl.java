package video.divine.media.standalone.metrics;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Finds the metrics of an expression, as far as our own dashboards and alerts use the language. */
final class PromQl {
    private static final Pattern TOKEN =
            Pattern.compile(
                    "\\s*("
                            + "\"(?:[^\"\\\\]|\\\\.)*\""
                            + "|\\[[^\\]]+]"
                            + "|[a-zA-Z_:][a-zA-Z0-9_:]*"
                            + "|[0-9]+(?:\\.[0-9]+)?"
                            + "|=~|!~|!=|>=|<=|=="
                            + "|[-=(){},+*/<>]"
                            + ")\\s*");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:].*");
    private static final Set<String> AGGREGATORS = Set.of("sum", "max", "min", "avg", "count");

    private final Deque<String> tokens;
    private final List<Selector> selectors = new ArrayList<>();

    private PromQl(Deque<String> tokens) {
        this.tokens = tokens;
    }

    /** The metrics of an expression; fails where it is not understood. */
    static List<Selector> selectors(String expression) {
        var matcher = TOKEN.matcher(expression);
        var tokens = matcher.results().map((MatchResult it) -> it.group(1)).toList();
        if (!TOKEN.matcher(expression).replaceAll("").isEmpty()) {
            throw new IllegalArgumentException("not understood: " + expression);
        }
        var parser = new PromQl(new ArrayDeque<>(tokens));
        parser.expression(List.of());
        if (!parser.tokens.isEmpty()) {
            throw new IllegalArgumentException("no end: " + expression);
        }
        return parser.selectors;
    }

    private boolean next(String token) {
        return token.equals(tokens.peek());
    }

    private void expect(String token) {
        if (!next(token)) {
            throw new IllegalArgumentException("expected " + token + " before " + tokens);
        }
        tokens.remove();
    }

    private void expression(List<Set<String>> groupings) {
        while (!tokens.isEmpty() && !next(")") && !next(",")) {
            var token = tokens.remove();
            if (token.equals("(")) {
                arguments(groupings);
            } else if (AGGREGATORS.contains(token)) {
                var inside = new ArrayList<>(groupings);
                inside.add(by());
                expect("(");
                arguments(inside);
            } else if (NAME.matcher(token).matches()) {
                if (next("(")) {
                    tokens.remove();
                    arguments(groupings);
                } else {
                    selector(token, groupings);
                }
            }
        }
    }

    private void arguments(List<Set<String>> groupings) {
        expression(groupings);
        while (next(",")) {
            tokens.remove();
            expression(groupings);
        }
        expect(")");
    }

    private Set<String> by() {
        var labels = new HashSet<String>();
        if (next("by")) {
            tokens.remove();
            expect("(");
            while (!next(")")) {
                labels.add(tokens.remove());
                if (next(",")) {
                    tokens.remove();
                }
            }
            expect(")");
        }
        return labels;
    }

    private void selector(String metric, List<Set<String>> groupings) {
        var matchers = new ArrayList<Selector.Matcher>();
        if (next("{")) {
            tokens.remove();
            while (!next("}")) {
                var label = tokens.remove();
                var operator = tokens.remove();
                var quoted = tokens.remove();
                matchers.add(
                        new Selector.Matcher(
                                label, operator, quoted.substring(1, quoted.length() - 1)));
                if (next(",")) {
                    tokens.remove();
                }
            }
            expect("}");
        }
        var first = tokens.peek();
        boolean range = first != null && first.startsWith("[");
        if (range) {
            tokens.remove();
        }
        selectors.add(new Selector(metric, List.copyOf(matchers), range, List.copyOf(groupings)));
    }
}
