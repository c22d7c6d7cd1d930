package video.divine.media.simulator;

import video.divine.media.simulator.copy.CopyLimits;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/**
 * The simulator as a program of its own. It reads MEDIA_STREAM_ACCOUNT, MEDIA_STREAM_TOKEN,
 * MEDIA_SIMULATOR_PORT, MEDIA_DATA_DIR and MEDIA_SIMULATOR_COPY_HOSTS, the hosts with commas
 * between them that videos may be copied from beside this machine, and runs until the process is
 * told to end.
 */
public final class StreamSimulatorMain {
    private static final String DEFAULT_PORT = "8090";
    private static final String DEFAULT_DIRECTORY = "data";

    private StreamSimulatorMain() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var simulator = StreamSimulator.start(settings(System.getenv()));
        Runtime.getRuntime().addShutdownHook(new Thread(simulator::close));
        new CountDownLatch(1).await();
    }

    /**
     * @throws IllegalArgumentException with one clear sentence if a value cannot be used
     */
    static SimulatorSettings settings(Map<String, String> environment) {
        var directory = environment.getOrDefault("MEDIA_DATA_DIR", DEFAULT_DIRECTORY);
        return SimulatorSettings.local(Path.of(directory, "stream"))
                .withPort(port(environment.getOrDefault("MEDIA_SIMULATOR_PORT", DEFAULT_PORT)))
                .withCredentials(
                        named(environment, "MEDIA_STREAM_ACCOUNT").orElse("local"),
                        named(environment, "MEDIA_STREAM_TOKEN").orElse("local"))
                .withCopyLimits(CopyLimits.defaults().withHosts(copyHosts(environment)));
    }

    private static Set<String> copyHosts(Map<String, String> environment) {
        return named(environment, "MEDIA_SIMULATOR_COPY_HOSTS").stream()
                .flatMap(hosts -> Arrays.stream(hosts.split(",", -1)))
                .map(String::strip)
                .filter(host -> !host.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Optional<String> named(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    private static int port(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(
                    "Expected MEDIA_SIMULATOR_PORT to be a port, but it is " + text, notANumber);
        }
    }
}
