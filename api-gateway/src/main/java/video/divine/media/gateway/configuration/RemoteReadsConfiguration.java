package video.divine.media.gateway.configuration;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import video.divine.media.gateway.remote.RemoteReads;
import video.divine.media.gateway.remote.ServedByFilter;
import video.divine.media.schemas.registry.SchemaRegistry;
import video.divine.media.service.setting.BadSettingException;
import video.divine.media.service.tracing.Traces;

/**
 * Reads of processors in other processes. Whoever imports it beside {@link GatewayConfiguration}
 * needs no reads of its own; processors are asked with the token of the own internal port.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RemoteReadProperties.class)
public class RemoteReadsConfiguration {
    @Bean(destroyMethod = "close")
    RemoteReads remoteReads(
            RemoteReadProperties properties,
            GatewayProperties gateway,
            SchemaRegistry schemas,
            MeterRegistry meters,
            Traces traces) {
        var token =
                BadSettingException.naming(
                        "media.internal", () -> gateway.internal().settings().token());
        var settings =
                BadSettingException.naming(
                        "media.processors or media.reads", () -> properties.settings(token));
        return RemoteReads.start(settings, schemas, meters, traces);
    }

    @Bean
    ServedByFilter servedByFilter() {
        return new ServedByFilter();
    }
}
