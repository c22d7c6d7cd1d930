package video.divine.media.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import video.divine.media.standalone.endtoend.MediaClient;
import video.divine.media.standalone.endtoend.RunningService;
import video.divine.media.standalone.endtoend.Topics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Three brokers, a registry, a simulated Stream, two processors and two gateways, each a process of
 * its own, driven by {@code bin/cluster}: the tests use what operators use.
 */
final class Cluster implements RunningService {
    private static final Path SCRIPT = Path.of("..", "bin", "cluster").toAbsolutePath().normalize();

    /** Of the environment; what is tested is not that these are held to. */
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "MEDIA_STREAM_CALLS_PER_FIVE_MINUTES", "20000",
                    "MEDIA_SIMULATOR_CALLS_PER_FIVE_MINUTES", "20000",
                    // Maven has built what it is.
                    "MEDIA_CLUSTER_BUILD", "no");

    private final Path directory;
    private final Map<String, String> addresses = new HashMap<>();

    /** However this JVM ends, nothing is left running. */
    private final Thread stopAtExit = new Thread(this::stopAll);

    private Cluster(Path directory) {
        this.directory = directory;
    }

    /** A new one in an empty directory, ready. */
    static Cluster start(Path directory) {
        var cluster = new Cluster(directory);
        Runtime.getRuntime().addShutdownHook(cluster.stopAtExit);
        System.out.println(cluster.run("start"));
        cluster.run("env")
                .lines()
                .map(line -> line.split("=", 2))
                .forEach(it -> cluster.addresses.put(it[0], it[1]));
        return cluster;
    }

    /** URLs of the gateways, in the order of their names. */
    List<String> gateways() {
        return list("GATEWAYS");
    }

    /** URLs of the processors' internal ports, in the order of their names. */
    List<String> processors() {
        return list("PROCESSORS");
    }

    private List<String> list(String name) {
        return List.of(address(name).split(","));
    }

    private String address(String name) {
        return addresses.getOrDefault(name, "");
    }

    /** Through all gateways in turn, or through the one that {@code cluster.through} names. */
    @Override
    public MediaClient client() {
        return new MediaClient(through().toArray(String[]::new));
    }

    private List<String> through() {
        var through = Integer.getInteger("cluster.through", 0);
        return through == 0 ? gateways() : List.of(gateways().get(through - 1));
    }

    @Override
    public Topics topics() {
        return new Topics(address("KAFKA"), address("REGISTRY"));
    }

    @Override
    public String apiUrl() {
        return through().getFirst();
    }

    @Override
    public String internalUrl() {
        return list("GATEWAYS_INTERNAL").get(gateways().indexOf(apiUrl()));
    }

    @Override
    public String simulatorUrl() {
        return address("SIMULATOR");
    }

    /** {@code kill -9}. */
    void kill(String node) {
        run("kill", node);
    }

    void pause(String node) {
        run("pause", node);
    }

    void resume(String node) {
        run("resume", node);
    }

    void stop(String node) {
        run("stop", node);
    }

    /** Starts it where it does not run, and waits until it is ready. */
    void start(String node) {
        run("start", node);
    }

    /** Stops it as an operator would, starts it, and waits until it is ready. */
    void restart(String node) {
        run("restart", node);
    }

    /** Whether everything runs and is ready; what the command prints. */
    String status() {
        return run("status");
    }

    /** Waits until all of it is ready. */
    void awaitReady() {
        run("await");
    }

    @Override
    public void close() {
        stopAll();
        Runtime.getRuntime().removeShutdownHook(stopAtExit);
    }

    private void stopAll() {
        run("stop");
    }

    private String run(String... words) {
        var command = new ArrayList<>(List.of(SCRIPT.toString()));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        var environment = builder.environment();
        // What somebody set for a service of his own.
        environment.keySet().removeIf(name -> name.startsWith("MEDIA_"));
        environment.putAll(SETTINGS);
        environment.put("MEDIA_CLUSTER_DIR", directory.toString());
        environment.put("MEDIA_WEBHOOK_SECRET", WEBHOOK_SECRET);
        environment.put("MEDIA_INTERNAL_TOKEN", INTERNAL_TOKEN);
        try {
            var process = builder.start();
            var output = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor()).as("%s:\n%s", command, output).isZero();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Where its processes log, for a message. */
    @Override
    public String toString() {
        return addresses.entrySet().stream()
                .filter(it -> !it.getKey().contains("TOKEN"))
                .map(it -> it.getKey() + "=" + it.getValue())
                .collect(Collectors.joining(" ", "Cluster[", "]"));
    }
}
