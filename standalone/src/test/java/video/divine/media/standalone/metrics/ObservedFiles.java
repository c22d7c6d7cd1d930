package video.divine.media.standalone.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files that Prometheus and Grafana read, strictly. */
public final class ObservedFiles {
    private static final Path DEPLOY = Path.of("..", "deploy");
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();
    private static final Pattern IN_LEGEND = Pattern.compile("\\{\\{\\s*(\\w+)\\s*}}");
    private static final Pattern IN_SENTENCE = Pattern.compile("\\$labels\\.(\\w+)");

    private ObservedFiles() {}

    static JsonNode dashboard() {
        return JSON.readTree(text("grafana/dashboards/divine-media.json"));
    }

    /** Of a file of YAML, as if it were JSON. */
    static JsonNode yaml(String file) {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return JSON.valueToTree(new Yaml(new SafeConstructor(options)).load(text(file)));
    }

    private static String text(String file) {
        try {
            return Files.readString(DEPLOY.resolve(file), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that anybody looks at. */
    public static List<Query> queries() {
        return Stream.concat(panels(), alerts()).toList();
    }

    static Stream<Query> panels() {
        return dashboard()
                .path("panels")
                .valueStream()
                .flatMap(
                        panel ->
                                panel.path("targets")
                                        .valueStream()
                                        .map(
                                                it ->
                                                        query(
                                                                panel.path("title"),
                                                                it.path("expr"),
                                                                IN_LEGEND,
                                                                it.path("legendFormat"))));
    }

    static Stream<Query> alerts() {
        return yaml("prometheus/alerts.yml")
                .path("groups")
                .valueStream()
                .flatMap(group -> group.path("rules").valueStream())
                .map(
                        it ->
                                query(
                                        it.path("alert"),
                                        it.path("expr"),
                                        IN_SENTENCE,
                                        it.path("annotations").path("summary")));
    }

    private static Query query(
            JsonNode where, JsonNode expression, Pattern label, JsonNode sentence) {
        Set<String> shown =
                label.matcher(sentence.asString(""))
                        .results()
                        .map(it -> it.group(1))
                        .collect(Collectors.toSet());
        return new Query(where.asString(""), expression.asString(""), shown);
    }
}
