package video.divine.media.gateway.service;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.client.ReactorResourceFactory;

import video.divine.media.gateway.configuration.GatewayConfiguration;
import video.divine.media.gateway.configuration.OperatorConfiguration;
import video.divine.media.gateway.configuration.RemoteReadsConfiguration;
import video.divine.media.schemas.registry.HttpSchemaRegistry;
import video.divine.media.schemas.registry.SchemaRegistry;
import video.divine.media.service.kafka.KafkaConnection;
import video.divine.media.service.setting.ConnectionProperties;

import java.time.InstantSource;

/** The gateway on a Kafka, a registry and processors that are elsewhere. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ConnectionProperties.class)
@Import({GatewayConfiguration.class, OperatorConfiguration.class, RemoteReadsConfiguration.class})
class DistributedConfiguration {
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

    @Bean
    KafkaConnection kafkaConnection(ConnectionProperties properties) {
        return properties.kafkaConnection();
    }

    @Bean
    SchemaRegistry schemaRegistry(ConnectionProperties properties, InstantSource clock) {
        return new HttpSchemaRegistry(properties.registrySettings(), clock);
    }
}
