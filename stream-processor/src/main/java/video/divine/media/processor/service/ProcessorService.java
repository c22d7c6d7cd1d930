package video.divine.media.processor.service;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import video.divine.media.service.start.ServiceApplication;

import java.util.Map;

/** One processor of a deployment with many machines. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(ProcessorConfiguration.class)
public class ProcessorService {
    /** Starts it; it waits for Kafka and the registry by itself. */
    public static void main(String[] arguments) {
        ServiceApplication.of(ProcessorService.class, "stream-processor", Map.of()).run(arguments);
    }
}
