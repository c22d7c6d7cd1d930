package video.divine.media.standalone;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

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
        if (!environment.getProperty("media.simulator.enabled", Boolean.class, true)) {
            return;
        }
        var defaults = new HashMap<String, Object>();
        defaults.put("media.stream.base-url", "http://127.0.0.1:${media.simulator.port}/client/v4");
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
