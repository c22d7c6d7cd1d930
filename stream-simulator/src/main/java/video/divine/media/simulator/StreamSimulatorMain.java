package video.divine.media.simulator;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * The simulator as a program of its own. It reads MEDIA_STREAM_ACCOUNT, MEDIA_STREAM_TOKEN,
 * MEDIA_SIMULATOR_PORT and MEDIA_DATA_DIR, and runs until the process is told to end.
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
                        named(environment, "MEDIA_STREAM_TOKEN").orElse("local"));
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
