package video.divine.media.gateway.configuration;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import video.divine.media.gateway.cloudflare.StreamClient;
import video.divine.media.gateway.cloudflare.StreamSettings;

/** Stream over HTTP. */
@Configuration(proxyBeanMethods = false)
class StreamConfiguration {
    @Bean
    StreamClient stream(StreamSettings settings, MeterRegistry meters) {
        return StreamClient.connect(settings, meters);
    }
}
