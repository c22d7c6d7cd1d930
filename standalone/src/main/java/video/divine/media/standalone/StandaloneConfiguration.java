package video.divine.media.standalone;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import video.divine.media.gateway.configuration.GatewayConfiguration;
import video.divine.media.gateway.configuration.GatewayProperties;
import video.divine.media.gateway.configuration.OperatorConfiguration;
import video.divine.media.gateway.saga.SagaSteps;
import video.divine.media.gateway.webhook.SubscriptionSettings;
import video.divine.media.processor.runtime.MediaStreams;
import video.divine.media.processor.runtime.Observers;
import video.divine.media.processor.runtime.ProcessorSettings;
import video.divine.media.processor.runtime.TopicProvisioning;
import video.divine.media.processor.server.ReadThreads;
import video.divine.media.schemas.registry.HttpSchemaRegistry;
import video.divine.media.schemas.registry.RegistryClientSettings;
import video.divine.media.schemas.registry.SchemaRegistry;
import video.divine.media.service.kafka.KafkaConnection;
import video.divine.media.service.setting.BadSettingException;
import video.divine.media.service.start.FatalStop;
import video.divine.media.service.start.ProcessConfiguration;
import video.divine.media.standalone.kafka.InProcessKafka;
import video.divine.media.standalone.kafka.KafkaSettings;
import video.divine.media.standalone.registry.RegistryServer;
import video.divine.media.standalone.registry.RegistrySettings;

import java.time.InstantSource;
import java.util.Map;

/**
 * Puts the parts together, each on what it needs: Kafka, then registry and topics, then processor,
 * then gateway, and the simulator last. Spring stops them the other way round.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StandaloneProperties.class)
@Import({ProcessConfiguration.class, GatewayConfiguration.class, OperatorConfiguration.class})
public class StandaloneConfiguration {
    @Bean
    InProcessKafka kafka(StandaloneProperties properties) {
        return InProcessKafka.start(
                new KafkaSettings(
                        properties.dataDir().resolve("kafka"), properties.kafka().port()));
    }

    /** Exists once the topics do, so that nobody looks for one that is still to come. */
    @Bean
    KafkaConnection kafkaConnection(InProcessKafka kafka, StandaloneProperties properties) {
        var servers = kafka.bootstrapServers();
        try (var admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers))) {
            new TopicProvisioning(admin)
                    .provision(ProcessorSettings.Topics.unreplicated(properties.partitions()));
        }
        return new KafkaConnection(servers, Map.of());
    }

    @Bean
    RegistryServer registryServer(InProcessKafka kafka, StandaloneProperties properties) {
        return RegistryServer.start(
                RegistrySettings.local(properties.registry().port(), kafka.bootstrapServers()));
    }

    @Bean
    SchemaRegistry schemaRegistry(RegistryServer server, InstantSource clock) {
        return new HttpSchemaRegistry(RegistryClientSettings.of(server.uri()), clock);
    }

    @Bean
    MediaStreams mediaStreams(
            KafkaConnection connection,
            SchemaRegistry registry,
            StandaloneProperties properties,
            MeterRegistry meters,
            Tracer tracer,
            Propagator propagator,
            InstantSource clock,
            ApplicationContext context) {
        return MediaStreams.start(
                properties.processor(connection),
                registry,
                Observers.of(meters, tracer, propagator),
                clock,
                new FatalStop(context));
    }

    @Bean
    SagaSteps sagaSteps(StandaloneProperties properties) {
        return properties.test().sagaSteps();
    }

    @Bean
    InProcessReads mediaReads(MediaStreams streams, InstantSource clock) {
        return new InProcessReads(streams, clock, ReadThreads.start());
    }

    @Bean
    @ConditionalOnProperty("media.simulator.enabled")
    EmbeddedStream embeddedStream(
            StandaloneProperties properties,
            GatewayProperties gateway,
            SubscriptionSettings subscription) {
        var _ = BadSettingException.naming("media.host", properties::gateway);
        return new EmbeddedStream(
                properties
                        .simulator()
                        .settings(properties.dataDir().resolve("stream"))
                        .withCredentials(
                                String.valueOf(gateway.stream().account()),
                                String.valueOf(gateway.stream().token()))
                        .withSubscription(
                                subscription.url(), String.valueOf(gateway.webhook().secret())));
    }
}
