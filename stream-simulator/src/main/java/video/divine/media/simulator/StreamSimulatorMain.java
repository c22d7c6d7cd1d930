package video.divine.media.simulator;

import video.divine.media.simulator.copy.CopyLimits;
import video.divine.media.simulator.limit.RateLimitPolicy;
import video.divine.media.simulator.quota.AccountLimits;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/**
 * The simulator as a program of its own, which runs until the process is told to end. It reads from
 * the environment:
 *
 * <ul>
 *   <li>MEDIA_SIMULATOR_HOST (127.0.0.1), MEDIA_SIMULATOR_PORT (8090), MEDIA_DATA_DIR (data)
 *   <li>MEDIA_SIMULATOR_PUBLIC_URL, where clients upload to and play from, if not there
 *   <li>MEDIA_STREAM_ACCOUNT and MEDIA_STREAM_TOKEN (local)
 *   <li>MEDIA_WEBHOOK_URL and MEDIA_WEBHOOK_SECRET, a subscription to begin with
 *   <li>MEDIA_SIMULATOR_CALLS_PER_FIVE_MINUTES, MEDIA_SIMULATOR_STORAGE_MINUTES and
 *       MEDIA_SIMULATOR_ENCODE_ONCE
 *   <li>MEDIA_SIMULATOR_COPY_HOSTS, with commas between them, that videos may be copied from beside
 *       this machine
 * </ul>
 */
public final class StreamSimulatorMain {
    private static final String DEFAULT_HOST = "127.0.0.1";
    private static final int DEFAULT_PORT = 8090;

    /** Cloudflare's, as are those of an account. */
    private static final int DEFAULT_CALLS = 1_200;

    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
    private static final int DEFAULT_STORAGE_MINUTES = 1_000_000;
    private static final int PROCESSING = 120;

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
        var settings =
                SimulatorSettings.local(Path.of(directory, "stream"))
                        .withHost(named(environment, "MEDIA_SIMULATOR_HOST").orElse(DEFAULT_HOST))
                        .withPort(number(environment, "MEDIA_SIMULATOR_PORT", DEFAULT_PORT))
                        .withCredentials(
                                named(environment, "MEDIA_STREAM_ACCOUNT").orElse("local"),
                                named(environment, "MEDIA_STREAM_TOKEN").orElse("local"))
                        .withRateLimit(
                                new RateLimitPolicy(
                                        number(
                                                environment,
                                                "MEDIA_SIMULATOR_CALLS_PER_FIVE_MINUTES",
                                                DEFAULT_CALLS),
                                        FIVE_MINUTES))
                        .withAccountLimits(
                                new AccountLimits(
                                        number(
                                                environment,
                                                "MEDIA_SIMULATOR_STORAGE_MINUTES",
                                                DEFAULT_STORAGE_MINUTES),
                                        PROCESSING))
                        .withEncodeOnce(
                                named(environment, "MEDIA_SIMULATOR_ENCODE_ONCE")
                                        .map(Boolean::parseBoolean)
                                        .orElse(false))
                        .withCopyLimits(CopyLimits.defaults().withHosts(copyHosts(environment)));
        var reached =
                url(environment, "MEDIA_SIMULATOR_PUBLIC_URL")
                        .map(url -> settings.withPublicBaseUrls(url, url))
                        .orElse(settings);
        return url(environment, "MEDIA_WEBHOOK_URL")
                .map(url -> reached.withSubscription(url, secret(environment)))
                .orElse(reached);
    }

    private static String secret(Map<String, String> environment) {
        return named(environment, "MEDIA_WEBHOOK_SECRET")
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "Expected MEDIA_WEBHOOK_SECRET beside MEDIA_WEBHOOK_URL,"
                                                + " but there is none"));
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

    private static Optional<URI> url(Map<String, String> environment, String name) {
        return named(environment, name)
                .map(
                        text -> {
                            try {
                                return new URI(text);
                            } catch (URISyntaxException e) {
                                throw new IllegalArgumentException(
                                        "Expected %s to be a URL, but it is something else"
                                                .formatted(name),
                                        e);
                            }
                        });
    }

    private static int number(Map<String, String> environment, String name, int other) {
        return named(environment, name)
                .map(
                        text -> {
                            try {
                                return Integer.parseInt(text);
                            } catch (NumberFormatException e) {
                                throw new IllegalArgumentException(
                                        "Expected %s to be a number, but it is %s"
                                                .formatted(name, text),
                                        e);
                            }
                        })
                .orElse(other);
    }
}
