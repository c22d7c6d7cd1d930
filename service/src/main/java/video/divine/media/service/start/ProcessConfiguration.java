package video.divine.media.service.start;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;

import java.time.InstantSource;

/** What every service has, whatever it is put together of. */
@Configuration(proxyBeanMethods = false)
public class ProcessConfiguration {
    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }

    /** Its own event loops: those of the JVM would end with the first service that does. */
    @Bean
    ReactorResourceFactory eventLoops() {
        var resources = new ReactorResourceFactory();
        resources.setUseGlobalResources(false);
        return resources;
    }
}
