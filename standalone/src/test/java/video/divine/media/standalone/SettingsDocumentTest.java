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
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** docs/settings.md has what the service reads, and nothing else. */
class SettingsDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "settings.md");
    private static final Pattern VARIABLE = Pattern.compile("MEDIA(_[A-Z0-9]+)+");

    @Test
    void everySettingIsInTheDocument() throws IOException {
        var ofAll =
                Stream.of(
                                StandaloneProperties.class,
                                GatewayProperties.class,
                                RemoteReadProperties.class,
                                ProcessorProperties.class,
                                ConnectionProperties.class)
                        .flatMap(type -> variables("MEDIA", type));
        var ofTracing = variables("MEDIA_TRACING", TracingProperties.class);
        var read = Stream.concat(ofAll, ofTracing).collect(Collectors.toCollection(TreeSet::new));

        assertThat(documented()).isEqualTo(read);
    }

    private static Set<String> documented() throws IOException {
        return VARIABLE.matcher(Files.readString(DOCUMENT, UTF_8))
                .results()
                .map(MatchResult::group)
                // Kafka's own settings, of which the document has examples.
                .filter(name -> !name.startsWith("MEDIA_KAFKA_CLIENT_"))
                .collect(Collectors.toCollection(TreeSet::new));
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
