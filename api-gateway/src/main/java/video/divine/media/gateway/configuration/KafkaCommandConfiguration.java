package video.divine.media.gateway.configuration;

import io.micrometer.core.instrument.MeterRegistry;

import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;

import video.divine.media.gateway.command.KafkaCommands;
import video.divine.media.gateway.command.KafkaConnection;
import video.divine.media.gateway.command.ReplyAddress;
import video.divine.media.gateway.tracing.Traces;
import video.divine.media.schemas.registry.SchemaRegistry;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;

/** Commands over Kafka. */
@Configuration(proxyBeanMethods = false)
class KafkaCommandConfiguration {
    private static final int NONCE_BITS = 128;

    @Bean(destroyMethod = "close")
    KafkaCommands commands(
            KafkaTemplate<String, byte[]> template,
            KafkaConnection connection,
            SchemaRegistry registry,
            GatewayProperties properties,
            MeterRegistry meters,
            Traces traces) {
        var nonce = new BigInteger(NONCE_BITS, new SecureRandom()).toString(Character.MAX_RADIX);
        return new KafkaCommands(
                template,
                connection,
                registry,
                BadSettingException.naming(
                        "media.outcome-partition",
                        () -> new ReplyAddress(properties.outcomePartition(), nonce)),
                BadSettingException.naming(
                        "media.commands", () -> properties.commands().settings()),
                meters,
                traces);
    }

    @Bean
    KafkaTemplate<String, byte[]> commandTemplate(ProducerFactory<String, byte[]> factory) {
        return new KafkaTemplate<>(factory);
    }

    /** A bean of its own, so that the producer is closed while Kafka is still there. */
    @Bean
    ProducerFactory<String, byte[]> commandProducerFactory(KafkaConnection connection) {
        Map<String, Object> producer = new HashMap<>();
        producer.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, connection.bootstrapServers());
        producer.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        producer.put(ProducerConfig.ACKS_CONFIG, "all");
        producer.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        // Within the command's own timeout, so that a caller hears of a dead Kafka and not of us.
        producer.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 4_000);
        producer.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000);
        producer.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 4_500);
        producer.putAll(connection.settings());
        return new DefaultKafkaProducerFactory<>(
                producer, new StringSerializer(), new ByteArraySerializer());
    }
}
