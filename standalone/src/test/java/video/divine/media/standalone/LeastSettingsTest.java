package video.divine.media.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import video.divine.media.gateway.service.GatewayService;
import video.divine.media.processor.service.ProcessorService;
import video.divine.media.service.setting.BadSettingException;
import video.divine.media.service.start.ServiceApplication;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What docs/settings.md calls the least that is needed is enough, and none of it too much. */
@Timeout(120)
class LeastSettingsTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "settings.md");

    @TempDir Path data;

    @Test
    void ofAProcessor() throws IOException {
        assertLeast(ProcessorService.class, "processor");
    }

    @Test
    void ofAGateway() throws IOException {
        assertLeast(GatewayService.class, "gateway");
    }

    private void assertLeast(Class<?> service, String name) throws IOException {
        var least = least(name);
        assertThat(least).isNotEmpty();

        try (var context = start(service, least)) {
            assertThat(context.isActive()).isTrue();
        }
        for (var variable : least.keySet()) {
            var without = new LinkedHashMap<>(least);
            without.remove(variable);
            assertThatThrownBy(() -> start(service, without))
                    .as(variable)
                    .rootCause()
                    .isInstanceOf(BadSettingException.class);
        }
    }

    /**
     * The lines of the document's block, from the one that names the service to the next empty one.
     */
    private static Map<String, Object> least(String service) throws IOException {
        var least = new LinkedHashMap<String, Object>();
        Files.readAllLines(DOCUMENT, UTF_8).stream()
                .map(String::strip)
                .dropWhile(line -> !line.equals("# " + service))
                .skip(1)
                .takeWhile(line -> !line.isEmpty())
                .map(line -> line.split("=", 2))
                .forEach(it -> least.put(it[0], it[1]));
        return least;
    }

    /** On ports that are free. */
    private ConfigurableApplicationContext start(Class<?> service, Map<String, Object> least)
            throws IOException {
        var environment = new HashMap<String, Object>(least);
        environment.put("MEDIA_DATA_DIR", data.toString());
        environment.put("MEDIA_PORT", "0");
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            environment.put("MEDIA_INTERNAL_PORT", String.valueOf(socket.getLocalPort()));
        }
        var application = ServiceApplication.of(service, "least", Map.of());
        application.addInitializers(
                context ->
                        context.getEnvironment()
                                .getPropertySources()
                                .addFirst(
                                        new SystemEnvironmentPropertySource(
                                                "least-systemEnvironment", environment)));
        return application.run();
    }
}
