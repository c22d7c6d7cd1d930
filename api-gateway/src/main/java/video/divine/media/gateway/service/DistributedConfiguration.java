package video.divine.media.gateway.service;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import video.divine.media.gateway.configuration.GatewayConfiguration;
import video.divine.media.gateway.configuration.OperatorConfiguration;
import video.divine.media.gateway.configuration.RemoteReadsConfiguration;
import video.divine.media.schemas.registry.HttpSchemaRegistry;
import video.divine.media.schemas.registry.SchemaRegistry;
import video.divine.media.service.kafka.KafkaConnection;
import video.divine.media.service.setting.ConnectionProperties;
import video.divine.media.service.start.ProcessConfiguration;

import java.time.InstantSource;

/** The gateway on a Kafka, a registry and processors that are elsewhere. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ConnectionProperties.class)
@Import({
    ProcessConfiguration.class,
    GatewayConfiguration.class,
    OperatorConfiguration.class,
    RemoteReadsConfiguration.class
})
class DistributedConfiguration {
    @Bean
    KafkaConnection kafkaConnection(ConnectionProperties properties) {
        return properties.kafkaConnection();
    }

    @Bean
    SchemaRegistry schemaRegistry(ConnectionProperties properties, InstantSource clock) {
        return new HttpSchemaRegistry(properties.registrySettings(), clock);
    }
}
