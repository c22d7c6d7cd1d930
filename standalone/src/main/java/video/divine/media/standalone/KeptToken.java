package video.divine.media.standalone;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

import java.util.Map;

/** The token of the operators' port, made at the first start where nobody set one. */
final class KeptToken implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    private static final String TOKEN = "media.internal.token";

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        var environment = context.getEnvironment();
        if (environment.getProperty(TOKEN, "").isBlank()) {
            var home = DataHome.of(environment);
            environment
                    .getPropertySources()
                    .addFirst(
                            new MapPropertySource(
                                    "kept-token", Map.of(TOKEN, home.internalToken())));
        }
    }
}
