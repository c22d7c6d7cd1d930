package video.divine.media.standalone;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;

import video.divine.media.avro.CallPriority;
import video.divine.media.avro.GovernorCommand;
import video.divine.media.avro.LeaseCalls;
import video.divine.media.avro.Outcome;
import video.divine.media.gateway.command.Commands;
import video.divine.media.gateway.configuration.GatewayProperties;
import video.divine.media.processor.runtime.ProcessorSettings;
import video.divine.media.schemas.registry.SchemaRegistry;
import video.divine.media.service.kafka.KafkaConnection;
import video.divine.media.service.tracing.Traces;

import java.time.Duration;
import java.util.Objects;

/** Of a gateway what talks to Kafka: its producer and consumer, as its configuration makes them. */
final class CommandGateway implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AnnotationConfigApplicationContext context =
            new AnnotationConfigApplicationContext();

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(GatewayProperties.class)
    static class Properties {}

    /** To the same Kafka, and with the same client settings. */
    CommandGateway(ProcessorSettings settings, SchemaRegistry registry) {
        context.register(Properties.class);
        context.register(commandConfiguration());
        context.registerBean(
                KafkaConnection.class,
                () -> new KafkaConnection(settings.bootstrapServers(), settings.kafka()));
        context.registerBean(SchemaRegistry.class, () -> registry);
        context.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
        context.registerBean(Traces.class, () -> Traces.NONE);
        context.refresh();
    }

    private static Class<?> commandConfiguration() {
        try {
            return Class.forName(
                    GatewayProperties.class.getPackageName() + ".KafkaCommandConfiguration");
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean isReady() {
        return context.getBean(Commands.class).isReady();
    }

    /** The outcome of a command that has a decision of its own, for which nothing need be there. */
    Outcome lease() {
        return Objects.requireNonNull(
                context.getBean(Commands.class)
                        .lease(
                                replyTo ->
                                        new GovernorCommand(
                                                replyTo,
                                                new LeaseCalls(
                                                        "c".repeat(64),
                                                        5,
                                                        CallPriority.USER,
                                                        1_100)))
                        .block(PATIENCE));
    }

    @Override
    public void close() {
        context.close();
    }
}
