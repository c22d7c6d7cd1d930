package video.divine.media.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;

import video.divine.media.gateway.configuration.GatewayProperties;
import video.divine.media.gateway.configuration.RemoteReadProperties;
import video.divine.media.processor.service.ProcessorProperties;
import video.divine.media.service.setting.ConnectionProperties;
import video.divine.media.service.tracing.TracingProperties;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** docs/settings.md has what each service reads, and nothing else. */
class SettingsDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "settings.md");
    private static final Pattern VARIABLE = Pattern.compile("MEDIA(_[A-Z0-9]+)+");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(media\\.[a-z.-]+)");
    private static final String ALL = "all";

    @Test
    void everySettingIsInTheDocument() throws IOException {
        assertThat(documented()).isEqualTo(readers().keySet());
    }

    @Test
    void everyTableSaysWhoReadsIt() throws IOException {
        assertThat(documentedReaders()).isEqualTo(readers());
    }

    private static Map<String, Set<String>> readers() throws IOException {
        var readers = new TreeMap<String, Set<String>>();
        read(readers, "standalone", StandaloneProperties.class, GatewayProperties.class);
        read(
                readers,
                "gateway",
                GatewayProperties.class,
                RemoteReadProperties.class,
                ConnectionProperties.class);
        read(readers, "processor", ProcessorProperties.class, ConnectionProperties.class);
        placeholders("/media-gateway.properties").forEach(it -> add(readers, it, "gateway"));
        placeholders("/media-processor.properties").forEach(it -> add(readers, it, "processor"));
        return readers;
    }

    private static void read(
            Map<String, Set<String>> readers, String service, Class<?>... settings) {
        for (var type : settings) {
            variables("MEDIA", type).forEach(it -> add(readers, it, service));
        }
        variables("MEDIA_TRACING", TracingProperties.class)
                .forEach(it -> add(readers, it, service));
    }

    private static void add(Map<String, Set<String>> readers, String variable, String service) {
        readers.computeIfAbsent(variable, _ -> new TreeSet<>()).add(service);
    }

    /** What properties of the web server take from ours. */
    private static Stream<String> placeholders(String resource) throws IOException {
        try (var in = SettingsDocumentTest.class.getResourceAsStream(resource)) {
            var text = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
            return PLACEHOLDER
                    .matcher(text)
                    .results()
                    .map(it -> it.group(1).replaceAll("[.-]", "_").toUpperCase(Locale.ROOT));
        }
    }

    private static Set<String> documented() throws IOException {
        return variables(Files.readString(DOCUMENT, UTF_8))
                // Kafka's own settings, of which the document has examples.
                .filter(name -> !name.startsWith("MEDIA_KAFKA_CLIENT_"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** From the second column, for each variable in the first. */
    private static Map<String, Set<String>> documentedReaders() throws IOException {
        var readers = new TreeMap<String, Set<String>>();
        for (var line : Files.readAllLines(DOCUMENT, UTF_8)) {
            var cells = line.split("\\|", -1);
            if (line.startsWith("|")) {
                variables(cells[1])
                        .forEach(
                                it ->
                                        assertThat(readers.put(it, services(cells[2].strip())))
                                                .as(it)
                                                .isNull());
            }
        }
        return readers;
    }

    private static Set<String> services(String cell) {
        return cell.equals(ALL)
                ? Set.of("gateway", "processor", "standalone")
                : Set.of(cell.split(", ", -1));
    }

    private static Stream<String> variables(String text) {
        return VARIABLE.matcher(text).results().map(MatchResult::group);
    }

    private static Stream<String> variables(String prefix, Class<?> settings) {
        return Arrays.stream(settings.getRecordComponents())
                .flatMap(component -> variables(prefix, component));
    }

    private static Stream<String> variables(String prefix, RecordComponent component) {
        var name =
                prefix
                        + "_"
                        + component
                                .getName()
                                .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                                .toUpperCase(Locale.ROOT);
        return component.getType().isRecord()
                ? variables(name, component.getType())
                : Stream.of(name);
    }
}
