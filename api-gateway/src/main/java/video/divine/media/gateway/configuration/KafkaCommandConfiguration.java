package video.divine.media.gateway.configuration;

import io.micrometer.core.instrument.MeterRegistry;

import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;

import video.divine.media.gateway.command.AwaitedCommands;
import video.divine.media.gateway.command.KafkaCommands;
import video.divine.media.schemas.registry.SchemaRegistry;
import video.divine.media.service.kafka.KafkaConnection;
import video.divine.media.service.metrics.ClientMeters;
import video.divine.media.service.setting.BadSettingException;
import video.divine.media.service.start.FatalStop;
import video.divine.media.service.tracing.Traces;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;

/** Commands over Kafka. */
@Configuration(proxyBeanMethods = false)
class KafkaCommandConfiguration {
    private static final int NONCE_BITS = 128;

    /** What has to be known before Kafka is there is checked here, the rest when it is. */
    @Bean(destroyMethod = "close")
    AwaitedCommands commands(
            KafkaTemplate<String, byte[]> template,
            KafkaConnection connection,
            SchemaRegistry registry,
            GatewayProperties properties,
            MeterRegistry meters,
            Traces traces,
            ApplicationContext context) {
        var nonce = new BigInteger(NONCE_BITS, new SecureRandom()).toString(Character.MAX_RADIX);
        var share = BadSettingException.naming("media.outcome-partition", properties::outcomeShare);
        var settings =
                BadSettingException.naming(
                        "media.commands", () -> properties.commands().settings());
        return AwaitedCommands.of(
                connection,
                partitions ->
                        new KafkaCommands(
                                template,
                                connection,
                                registry,
                                share.address(partitions, nonce),
                                settings,
                                meters,
                                traces),
                new FatalStop(context)::because);
    }

    @Bean
    KafkaTemplate<String, byte[]> commandTemplate(ProducerFactory<String, byte[]> factory) {
        return new KafkaTemplate<>(factory);
    }

    /** A bean of its own, so that the producer is closed while Kafka is still there. */
    @Bean
    ProducerFactory<String, byte[]> commandProducerFactory(
            KafkaConnection connection, MeterRegistry meters) {
        Map<String, Object> producer = new HashMap<>();
        producer.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, connection.bootstrapServers());
        producer.put(ProducerConfig.CLIENT_ID_CONFIG, "commands");
        producer.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        producer.put(ProducerConfig.ACKS_CONFIG, "all");
        producer.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        // Within the command's own timeout, so that a caller hears of a dead Kafka and not of us.
        producer.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 4_000);
        producer.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000);
        producer.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 4_500);
        producer.putAll(connection.settings());
        var factory =
                new DefaultKafkaProducerFactory<>(
                        producer, new StringSerializer(), new ByteArraySerializer());
        factory.addListener(new MeteredProducers(new ClientMeters(meters)));
        return factory;
    }
}
