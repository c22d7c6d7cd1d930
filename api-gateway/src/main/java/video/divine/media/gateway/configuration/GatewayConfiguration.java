package video.divine.media.gateway.configuration;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Puts the gateway together. Whoever imports it brings a {@link
 * video.divine.media.service.kafka.KafkaConnection}, a {@link
 * video.divine.media.schemas.registry.SchemaRegistry}, the {@link
 * video.divine.media.gateway.query.MediaReads} and an {@link java.time.InstantSource}.
 */
@Configuration(proxyBeanMethods = false)
@Import({
    RestConfiguration.class,
    StreamConfiguration.class,
    KafkaCommandConfiguration.class,
    TaskConfiguration.class
})
public class GatewayConfiguration {}
