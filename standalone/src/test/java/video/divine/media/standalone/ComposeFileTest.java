package video.divine.media.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** docker-compose.yml says what the services read, and publishes nothing by accident. */
@Timeout(60)
class ComposeFileTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String OURS = "localhost/divine-media/";
    private static final Pattern VARIABLE = Pattern.compile("MEDIA_[A-Z0-9_]+");
    private static final Pattern SECRET = Pattern.compile(".*(TOKEN|SECRET|PASSWORD)$");
    private static final Pattern FROM_OUTSIDE = Pattern.compile("\\$\\{([A-Z_]+):\\?[^}]+}");

    private static Map<?, ?> file;

    @BeforeAll
    static void read() throws IOException {
        try (var in = Files.newBufferedReader(ROOT.resolve("docker-compose.yml"), UTF_8)) {
            file = map(new Yaml(new SafeConstructor(new LoaderOptions())).load(in));
        }
    }

    @Test
    void bothGenerationsOfComposeTakeIt() {
        // 1.29 refuses a name, and each warns of the other's version.
        assertThat(file.containsKey("name") || file.containsKey("version")).isFalse();
    }

    @Test
    void itHasTheMachinesThatTheServiceIsMadeFor() {
        assertThat(services().keySet())
                .contains("kafka-1", "kafka-2", "kafka-3", "registry")
                .contains("processor-1", "processor-2", "gateway-1", "gateway-2")
                .contains("load-balancer", "simulator", "prometheus", "grafana");
        for (var broker : List.of("kafka-1", "kafka-2", "kafka-3")) {
            assertThat(environment(broker))
                    .containsEntry("KAFKA_MIN_INSYNC_REPLICAS", "2")
                    .containsEntry("KAFKA_DEFAULT_REPLICATION_FACTOR", "3")
                    .containsEntry("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
        }
        assertThat(distinct("KAFKA_NODE_ID", "kafka-1", "kafka-2", "kafka-3")).isTrue();
        assertThat(distinct("MEDIA_INSTANCE", "gateway-1", "gateway-2")).isTrue();
        assertThat(distinct("MEDIA_OUTCOME_PARTITION", "gateway-1", "gateway-2")).isTrue();
        assertThat(distinct("MEDIA_ADVERTISED_URL", "processor-1", "processor-2")).isTrue();
    }

    @Test
    void everySettingIsOneOfOurs() throws IOException {
        var documented = new TreeSet<String>();
        for (var document : List.of("settings.md", "simulator.md")) {
            VARIABLE.matcher(Files.readString(ROOT.resolve("docs").resolve(document), UTF_8))
                    .results()
                    .map(MatchResult::group)
                    .forEach(documented::add);
        }
        for (var service : ours()) {
            assertThat(documented).as(service).containsAll(environment(service).keySet());
        }
    }

    @Test
    void portsArePublishedOnLoopbackOnlyAndOnce() {
        var published = new HashSet<String>();
        for (var service : services().keySet()) {
            for (var port : texts(service, "ports")) {
                assertThat(port).as(service).startsWith("127.0.0.1:");
                assertThat(published.add(port.substring(0, port.lastIndexOf(':'))))
                        .as(port)
                        .isTrue();
            }
        }
        assertThat(published).contains("127.0.0.1:8080");
    }

    @Test
    void ourContainersListenBeyondLoopbackBecauseTheFileSaysSo() throws IOException {
        for (var service : ours()) {
            assertThat(
                            environment(service).entrySet().stream()
                                    .filter(it -> it.getKey().endsWith("_HOST"))
                                    .map(Map.Entry::getValue))
                    .as(service)
                    .isNotEmpty()
                    .containsOnly("0.0.0.0");
        }
        for (var module : modules()) {
            assertThat(dockerfile(module))
                    .doesNotContain("0.0.0.0")
                    .doesNotContain("ENV MEDIA_HOST");
        }
    }

    @Test
    void secretsComeFromOutside() throws IOException {
        var asked = new TreeSet<String>();
        for (var service : services().keySet()) {
            environment(service)
                    .forEach(
                            (name, value) -> {
                                if (SECRET.matcher(name).matches()) {
                                    var match = FROM_OUTSIDE.matcher(value);
                                    assertThat(match.matches()).as(service + " " + name).isTrue();
                                    asked.add(match.group(1));
                                }
                            });
        }
        // Each empty: what is not filled in ends the start.
        var sample =
                Files.readAllLines(ROOT.resolve(".env.sample"), UTF_8).stream()
                        .filter(it -> !it.isBlank() && !it.startsWith("#"))
                        .toList();
        assertThat(sample)
                .containsExactlyInAnyOrderElementsOf(asked.stream().map(it -> it + "=").toList());
    }

    @Test
    void imagesHaveVersionsAndOursHoldBuiltJars() throws IOException {
        for (var service : services().keySet()) {
            var image = text(service, "image");
            if (!image.startsWith(OURS)) {
                assertThat(image).contains(":").doesNotEndWith(":latest");
                assertThat(service(service).containsKey("build")).as(service).isFalse();
            }
        }
        for (var module : modules()) {
            var jar = "target/" + module + "-exec.jar";
            assertThat(dockerfile(module))
                    .contains("COPY " + jar + " ")
                    .contains("USER 10001:10001")
                    .contains("\"--sun-misc-unsafe-memory-access=allow\"")
                    .contains("-XX:MaxRAMPercentage=")
                    .doesNotContain("mvn");
            assertThat(Files.readString(ROOT.resolve(module).resolve(".dockerignore"), UTF_8))
                    .contains("\n*\n!" + jar + "\n");
        }
    }

    @Test
    void whatIsMountedIsThere() {
        var named = map(Objects.requireNonNull(file.get("volumes"))).keySet();
        for (var service : services().keySet()) {
            for (var volume : texts(service, "volumes")) {
                var source = volume.substring(0, volume.indexOf(':'));
                if (source.startsWith("./")) {
                    assertThat(ROOT.resolve(source)).as(service).exists();
                } else {
                    assertThat(named.contains(source)).as(service + " " + source).isTrue();
                }
            }
        }
    }

    @Test
    void composeItselfTakesIt() throws Exception {
        var tried = 0;
        for (var compose : List.of(List.of("docker-compose"), List.of("docker", "compose"))) {
            if (run(compose, "version").isEmpty()) {
                tried++;
                assertThat(
                                run(
                                        compose,
                                        "-f",
                                        ROOT.resolve("docker-compose.yml").toString(),
                                        "config",
                                        "-q"))
                        .as(String.join(" ", compose))
                        .isEmpty();
            }
        }
        if (tried == 0) {
            System.out.println("No docker-compose here: docker-compose.yml was not shown to it");
        }
    }

    /** What was wrong; empty where nothing was. */
    private static String run(List<String> command, String... arguments) throws Exception {
        var words = new ArrayList<>(command);
        words.addAll(List.of(arguments));
        var output = Files.createTempFile("compose", ".log");
        try {
            var builder =
                    new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile());
            for (var name :
                    List.of(
                            "MEDIA_INTERNAL_TOKEN",
                            "MEDIA_WEBHOOK_SECRET",
                            "MEDIA_STREAM_TOKEN",
                            "GRAFANA_ADMIN_PASSWORD")) {
                builder.environment().put(name, "0123456789abcdef");
            }
            var process = builder.start();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return "no end within 30 s";
            }
            return process.exitValue() == 0 ? "" : "failed: " + Files.readString(output);
        } catch (IOException e) {
            return "cannot be run: " + e.getMessage();
        } finally {
            Files.delete(output);
        }
    }

    private static boolean distinct(String variable, String... services) {
        return List.of(services).stream()
                        .map(it -> Objects.requireNonNull(environment(it).get(variable)))
                        .distinct()
                        .count()
                == services.length;
    }

    private static Set<String> modules() {
        return ours().stream()
                .map(it -> text(it, "image"))
                .map(it -> it.substring(OURS.length(), it.lastIndexOf(':')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String dockerfile(String module) throws IOException {
        return Files.readString(ROOT.resolve(module).resolve("Dockerfile"), UTF_8);
    }

    private static List<String> ours() {
        return services().keySet().stream()
                .filter(it -> text(it, "image").startsWith(OURS))
                .toList();
    }

    private static Map<String, Object> services() {
        var services = new TreeMap<String, Object>();
        map(Objects.requireNonNull(file.get("services")))
                .forEach((name, service) -> services.put(String.valueOf(name), service));
        return services;
    }

    private static Map<?, ?> service(String name) {
        return map(Objects.requireNonNull(services().get(name)));
    }

    private static String text(String service, String key) {
        return String.valueOf(service(service).get(key));
    }

    private static List<String> texts(String service, String key) {
        var found = service(service).get(key);
        return found == null ? List.of() : ((List<?>) found).stream().map(String::valueOf).toList();
    }

    private static Map<String, String> environment(String service) {
        var found = service(service).get("environment");
        var variables = new TreeMap<String, String>();
        if (found != null) {
            map(found)
                    .forEach(
                            (name, value) ->
                                    variables.put(String.valueOf(name), String.valueOf(value)));
        }
        return variables;
    }

    private static Map<?, ?> map(Object value) {
        return (Map<?, ?>) value;
    }
}
