package video.divine.media.standalone;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

import video.divine.media.standalone.StandaloneProperties.Simulator;

import java.util.HashMap;
import java.util.Map;

/**
 * What the gateway needs to know of Stream, where the simulator is that Stream. With a real account
 * nothing is filled in: a secret that was made up, say, would refuse every genuine webhook.
 */
final class SimulatedStream
        implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    private static final String SECRET = "media.webhook.secret";

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
        environment.getPropertySources().addLast(new MapPropertySource("simulator", defaults));
        if (environment.getProperty(SECRET, "").isBlank()) {
            var home = DataHome.of(environment);
            environment
                    .getPropertySources()
                    .addFirst(new MapPropertySource("kept", Map.of(SECRET, home.webhookSecret())));
        }
    }
}
