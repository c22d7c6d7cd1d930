package video.divine.media.standalone;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

import video.divine.media.standalone.StandaloneProperties.Simulator;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the gateway needs to know of Stream, where the simulator is that Stream. With a real account
 * nothing is filled in: a secret that was made up, say, would refuse every genuine webhook.
 */
final class SimulatedStream
        implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    private static final String SECRET = "media.webhook.secret";

    private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::");

    /** What is none is refused where it is used, by its own name. */
    private static final Pattern NAME_OR_ADDRESS = Pattern.compile("[A-Za-z0-9.:-]+");

    /** From this machine, where the simulator is; the public base URL may lie before a proxy. */
    private static String reached(String host) {
        if (EVERYWHERE.contains(host)) {
            return "127.0.0.1";
        }
        return host.contains(":") ? "[" + host + "]" : host;
    }

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        var environment = context.getEnvironment();
        // Bound here, as a port that is none would be told of as a URL that is none.
        var simulator = Binder.get(environment).bind("media.simulator", Simulator.class).get();
        if (!simulator.enabled()) {
            return;
        }
        var defaults = new HashMap<String, Object>();
        defaults.put(
                "media.stream.base-url",
                "http://127.0.0.1:%d/client/v4".formatted(simulator.port()));
        defaults.put("media.stream.account", "local");
        defaults.put("media.stream.token", "local");
        var host = environment.getProperty("media.host", "");
        if (NAME_OR_ADDRESS.matcher(host).matches()) {
            defaults.put(
                    "media.webhook.url",
                    "http://%s:${media.port}/v1/stream/webhook".formatted(reached(host)));
        }
        environment.getPropertySources().addLast(new MapPropertySource("simulator", defaults));
        if (environment.getProperty(SECRET, "").isBlank()) {
            var home = DataHome.of(environment);
            environment
                    .getPropertySources()
                    .addFirst(new MapPropertySource("kept", Map.of(SECRET, home.webhookSecret())));
        }
    }
}
