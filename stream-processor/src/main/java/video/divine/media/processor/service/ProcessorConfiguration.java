package video.divine.media.processor.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;

import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.PropertySource;
import org.springframework.core.annotation.Order;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

import tools.jackson.databind.json.JsonMapper;

import video.divine.media.processor.runtime.MediaStreams;
import video.divine.media.processor.runtime.Observers;
import video.divine.media.processor.server.ReadRoutes;
import video.divine.media.processor.server.ReadThreads;
import video.divine.media.schemas.registry.HttpSchemaRegistry;
import video.divine.media.schemas.registry.SchemaRegistry;
import video.divine.media.service.health.ProbeRoutes;
import video.divine.media.service.http.ProblemAnswers;
import video.divine.media.service.http.UnreadableRequests;
import video.divine.media.service.internal.BearerToken;
import video.divine.media.service.internal.InternalSettings;
import video.divine.media.service.kafka.KafkaConnection;
import video.divine.media.service.metrics.MetricsConfiguration;
import video.divine.media.service.setting.BadSettingException;
import video.divine.media.service.setting.ConnectionProperties;
import video.divine.media.service.start.DrainDelay;
import video.divine.media.service.start.FatalStop;
import video.divine.media.service.start.ProcessConfiguration;
import video.divine.media.service.tracing.TracingConfiguration;

import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/** Puts the processor's service together. Its one server is the internal one. */
@Configuration(proxyBeanMethods = false)
@Import({ProcessConfiguration.class, MetricsConfiguration.class, TracingConfiguration.class})
@EnableConfigurationProperties({ProcessorProperties.class, ConnectionProperties.class})
@PropertySource("classpath:media-processor.properties")
class ProcessorConfiguration {
    /** Before Boot's own, which would answer with a page of its own shape. */
    private static final int BEFORE_BOOT = -2;

    @Bean
    KafkaConnection kafkaConnection(ConnectionProperties properties) {
        return properties.kafkaConnection();
    }

    @Bean
    SchemaRegistry schemaRegistry(ConnectionProperties properties, InstantSource clock) {
        return new HttpSchemaRegistry(properties.registrySettings(), clock);
    }

    @Bean
    FatalStop fatalStop(ApplicationContext context) {
        return new FatalStop(context);
    }

    @Bean
    ProcessorLifecycle processorLifecycle(
            KafkaConnection kafka,
            ProcessorProperties properties,
            SchemaRegistry registry,
            MeterRegistry meters,
            Tracer tracer,
            Propagator propagator,
            InstantSource clock,
            FatalStop fatal) {
        var advertised = BadSettingException.naming("media.advertised-url", properties::advertised);
        var settings = properties.settings(kafka, advertised);
        var observers = Observers.of(meters, tracer, propagator);
        return new ProcessorLifecycle(
                settings,
                registry,
                () -> MediaStreams.start(settings, registry, observers, clock, fatal),
                fatal);
    }

    @Bean
    ReplicaMeters replicaMeters(ProcessorLifecycle processor) {
        return new ReplicaMeters(() -> processor.streams().map(MediaStreams::replicas));
    }

    @Bean
    InternalSettings internalSettings(ProcessorProperties properties) {
        return BadSettingException.naming("media.internal", properties.internal()::settings);
    }

    /** Probes need no token: whoever replaces the process may not know it. */
    @Bean
    BearerToken bearerToken(InternalSettings settings) {
        return new BearerToken(settings.token(), Set.of(ProbeRoutes.LIVE, ProbeRoutes.READY));
    }

    @Bean
    RouterFunction<ServerResponse> probeRoutes(
            ApplicationAvailability application, ProcessorLifecycle processor) {
        return ProbeRoutes.of(application, processor::isReady);
    }

    /** Reads may wait for a disk, and so not on an event loop. */
    @Bean(destroyMethod = "close")
    ReadThreads readThreads() {
        return ReadThreads.start();
    }

    @Bean
    RouterFunction<ServerResponse> readRoutes(
            ProcessorLifecycle processor,
            SchemaRegistry registry,
            ReadThreads threads,
            InstantSource clock) {
        return ReadRoutes.of(
                () -> processor.streams().map(MediaStreams::replicas), registry, threads, clock);
    }

    @Bean
    DrainDelay drainDelay(ProcessorProperties properties) {
        return new DrainDelay(properties.drainDelay());
    }

    @Bean
    NettyServerCustomizer unreadableRequests() {
        return server -> server.httpMessageLogFactory(new UnreadableRequests());
    }

    @Bean
    @Order(BEFORE_BOOT)
    ProblemAnswers problemAnswers(JsonMapper json) {
        return new ProblemAnswers(json, _ -> Optional.empty());
    }
}
