package video.divine.media.service.metrics;

import io.micrometer.core.instrument.config.MeterFilter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;

import video.divine.media.service.setting.ConnectionProperties;

/** Meters that both services have. */
@Configuration(proxyBeanMethods = false)
@PropertySource("classpath:media-metrics.properties")
public class MetricsConfiguration {
    /** Kafka's setting of that name, {@code INFO} by default. */
    private static final String LEVEL = "metrics.recording.level";

    /** Observations name the class of an exception twice, as {@code exception} and as this. */
    @Bean
    static MeterFilter exceptionsAreNamedOnce() {
        return MeterFilter.ignoreTags("error");
    }

    /** Static, as meter filters are made before anything that could be measured. */
    @Bean
    static MeterFilter kafkaMeterFilter(ObjectProvider<ConnectionProperties> connection) {
        return new KafkaMeterFilter(
                connection.stream()
                        .map(properties -> properties.kafka().client().get(LEVEL))
                        .anyMatch(level -> level != null && !level.equalsIgnoreCase("INFO")));
    }
}
