package video.divine.media.service.start;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;

import video.divine.media.service.log.LogDefaults;

import java.util.HashMap;
import java.util.Map;

/** A Spring application as all our services are one. */
public final class ServiceApplication {
    private ServiceApplication() {}

    /**
     * Not started.
     *
     * @param name in metrics and traces
     * @param defaults of this service; what a user sets stands above them
     */
    public static SpringApplication of(
            Class<?> configuration, String name, Map<String, ?> defaults) {
        var properties = new HashMap<String, Object>(LogDefaults.properties());
        properties.put("spring.application.name", name);
        properties.put("spring.main.log-startup-info", "false");
        properties.putAll(defaults);
        var application = new SpringApplication(configuration);
        application.setWebApplicationType(WebApplicationType.REACTIVE);
        application.setBannerMode(Banner.Mode.OFF);
        application.setDefaultProperties(properties);
        return application;
    }
}
