package video.divine.media.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code java -jar divine-media.jar} in a process of its own, so that it can be killed. */
final class ServiceProcess implements AutoCloseable {
    private static final Path JAR = Path.of("target", "divine-media.jar").toAbsolutePath();
    private static final Path BUILT = Path.of("target", "divine-media.built").toAbsolutePath();
    private static final Path SCRIPT = Path.of("..", "bin", "divine-media").toAbsolutePath();
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration STOP = Duration.ofSeconds(60);

    private final Process process;
    private final Ports ports;
    private final Path log;

    private ServiceProcess(Process process, Ports ports, Path log) {
        this.process = process;
        this.ports = ports;
        this.log = log;
    }

    /** Starts it with settings from the environment, and does not wait. */
    static ServiceProcess launch(Ports ports, Path data, Map<String, String> settings) {
        var jar =
                List.of(
                        java(),
                        "-Xmx640m",
                        // Most of these processes hardly live longer than their start.
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-jar",
                        JAR.toString());
        return launch(jar, ports, data, settings);
    }

    /** The README's command, which has nothing to build: that is done, and not its test's work. */
    static ServiceProcess launchByScript(Ports ports, Path data) throws IOException {
        Files.deleteIfExists(BUILT);
        Files.createFile(BUILT);
        return launch(List.of(SCRIPT.toString()), ports, data, Map.of());
    }

    private static ServiceProcess launch(
            List<String> command, Ports ports, Path data, Map<String, String> settings) {
        var log = data.resolveSibling(data.getFileName() + "-" + System.nanoTime() + ".log");
        var builder = new ProcessBuilder(command);
        var environment = new HashMap<>(ports.environment());
        environment.put("MEDIA_DATA_DIR", data.toString());
        environment.putAll(settings);
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        try {
            return new ServiceProcess(builder.start(), ports, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs one of the jar's small commands to its end; answers what it printed. */
    static String command(String... words) throws InterruptedException {
        return command(0, words);
    }

    static String command(int exitCode, String... words) throws InterruptedException {
        var command =
                new ArrayList<>(List.of(java(), "-XX:TieredStopAtLevel=1", "-jar", JAR.toString()));
        command.addAll(List.of(words));
        try {
            var process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
            var output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
            assertThat(process.waitFor()).as(output).isEqualTo(exitCode);
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Starts it and returns once it is ready. */
    static ServiceProcess start(Ports ports, Path data) throws InterruptedException {
        var service = launch(ports, data, Map.of());
        try {
            service.awaitReady();
        } catch (AssertionError e) {
            service.close();
            throw e;
        }
        return service;
    }

    /** Until it serves; fails when it ends before. */
    void awaitReady() throws InterruptedException {
        var deadline = Instant.now().plus(START);
        while (!isReady()) {
            assertThat(process.isAlive()).as("the service runs:\n%s", log()).isTrue();
            assertThat(Instant.now()).as("the service is ready:\n%s", log()).isBefore(deadline);
            Thread.sleep(Duration.ofMillis(100));
        }
    }

    private boolean isReady() {
        try {
            return client().get("/readyz").status() == 200;
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof ConnectException) {
                return false;
            }
            throw e;
        }
    }

    MediaClient client() {
        return new MediaClient(ports.apiUrl());
    }

    Topics topics() {
        return new Topics(ports.bootstrapServers(), ports.registryUrl());
    }

    Ports ports() {
        return ports;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** All that it printed so far. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code kill -9}: no hook runs, nothing is flushed. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    /**
     * As a terminal does at Ctrl-C, which signals what the service started, too: here first, which
     * is the worst of the orders that can be. Answers the exit code.
     */
    int interrupt() throws InterruptedException, IOException {
        for (var child : process.descendants().toList()) {
            signal("INT", child);
            child.onExit().join();
        }
        signal("INT", process.toHandle());
        return awaitExit();
    }

    private static void signal(String name, ProcessHandle process)
            throws InterruptedException, IOException {
        var kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    /** As a supervisor does; answers the exit code. */
    int terminate() throws InterruptedException {
        process.destroy();
        return awaitExit();
    }

    /** Waits for an end that comes by itself; answers the exit code. */
    int awaitExit() throws InterruptedException {
        assertThat(process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS))
                .as("the service ends:\n%s", log())
                .isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
