package video.divine.media.standalone.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a service shows at {@code /metrics}, in Prometheus' text format.
 *
 * @param series of all metrics, by the metric's name
 * @param types by the name of the family: {@code counter}, {@code gauge}, {@code histogram} …
 * @param helps by the name of the family; a family without one is not in it
 */
public record Exposition(
        Map<String, List<Map<String, String>>> series,
        Map<String, String> types,
        Map<String, String> helps) {
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_]\\w*)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern PARTS = Pattern.compile("_(bucket|count|sum|max)$");

    /** Reads the text; fails at a line that is none of the format. */
    public static Exposition of(String text) {
        var read = new Exposition(new TreeMap<>(), new HashMap<>(), new HashMap<>());
        text.lines().filter(line -> !line.isBlank()).forEach(read::take);
        return read;
    }

    private void take(String line) {
        var words = line.split(" ", 4);
        if (line.startsWith("# HELP ")) {
            if (words.length == 4 && !words[3].isBlank()) {
                helps.put(words[2], words[3]);
            }
        } else if (line.startsWith("# TYPE ")) {
            types.put(words[2], words[3]);
        } else if (!line.startsWith("#")) {
            var end = line.lastIndexOf(' ');
            var brace = line.indexOf('{');
            var name = line.substring(0, brace < 0 ? end : brace);
            if (!name.matches("[a-zA-Z_:][a-zA-Z0-9_:]*")) {
                throw new IllegalArgumentException("no series: " + line);
            }
            var labels = new TreeMap<String, String>();
            if (brace >= 0) {
                LABEL.matcher(line.substring(brace, line.lastIndexOf('}')))
                        .results()
                        .forEach(it -> labels.put(it.group(1), it.group(2)));
            }
            series.computeIfAbsent(name, _ -> new ArrayList<>()).add(labels);
        }
    }

    /** What two services show together. */
    public Exposition and(Exposition other) {
        var both = new Exposition(new TreeMap<>(), new HashMap<>(), new HashMap<>());
        Stream.of(this, other)
                .forEach(
                        it -> {
                            it.series.forEach(
                                    (name, some) ->
                                            both.series
                                                    .computeIfAbsent(name, _ -> new ArrayList<>())
                                                    .addAll(some));
                            both.types.putAll(it.types);
                            both.helps.putAll(it.helps);
                        });
        return both;
    }

    /** The series of a metric; none where it does not exist. */
    List<Map<String, String>> of(Selector selector) {
        return series.getOrDefault(selector.metric(), List.of());
    }

    /** Of the metric that a name belongs to; those of a histogram have several names. */
    String type(String name) {
        var family = PARTS.matcher(name).replaceFirst("");
        return Objects.requireNonNullElse(
                types.get(name), Objects.requireNonNullElse(types.get(family), "untyped"));
    }

    /** How many there are, which is what a scrape costs. */
    public int count() {
        return series.values().stream().mapToInt(List::size).sum();
    }

    /** Every value of every label. */
    public Stream<String> labelValues() {
        return series.values().stream()
                .flatMap(List::stream)
                .flatMap(labels -> labels.values().stream())
                .distinct();
    }
}
