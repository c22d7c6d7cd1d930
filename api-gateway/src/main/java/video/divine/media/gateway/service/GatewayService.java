package video.divine.media.gateway.service;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import video.divine.media.service.start.ServiceApplication;

import java.util.Map;

/** One gateway of a deployment with many machines. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(DistributedConfiguration.class)
public class GatewayService {
    /** Starts it; it waits for Kafka, the registry and the processors by itself. */
    public static void main(String[] arguments) {
        ServiceApplication.of(GatewayService.class, "api-gateway", Map.of()).run(arguments);
    }
}
