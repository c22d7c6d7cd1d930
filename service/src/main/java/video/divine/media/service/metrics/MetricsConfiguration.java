package video.divine.media.service.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;

import video.divine.media.service.setting.ConnectionProperties;

import java.util.Set;

/** Meters that both services have. */
@Configuration(proxyBeanMethods = false)
@PropertySource("classpath:media-metrics.properties")
public class MetricsConfiguration {
    /** Kafka's setting of that name, {@code INFO} by default. */
    private static final String LEVEL = "metrics.recording.level";

    private static final String REQUESTS = "http.server.requests";
    private static final Set<String> SAID_BY_STATUS = Set.of("error", "exception", "outcome");

    /**
     * A request is counted by method, route and status. What else there is to say of it says the
     * status too, and would stand in each line of each histogram.
     */
    @Bean
    static MeterFilter requestMeterFilter() {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                return id.getName().equals(REQUESTS)
                        ? new Meter.Id(
                                id.getName(),
                                Tags.of(
                                        id.getTags().stream()
                                                .filter(
                                                        tag ->
                                                                !SAID_BY_STATUS.contains(
                                                                        tag.getKey()))
                                                .toList()),
                                id.getBaseUnit(),
                                "Requests by method, route and status",
                                id.getType())
                        : id;
            }
        };
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
