package video.divine.media.service.setting;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import video.divine.media.schemas.registry.RegistryClientSettings;
import video.divine.media.service.kafka.KafkaConnection;
import video.divine.media.service.kafka.KafkaProperties;
import video.divine.media.service.registry.RegistryProperties;

/** What a service is connected to, under {@code media.*}, where that is not embedded. */
@ConfigurationProperties("media")
public record ConnectionProperties(
        @DefaultValue KafkaProperties kafka, @DefaultValue RegistryProperties registry) {
    /**
     * Kafka.
     *
     * @throws BadSettingException where it is not said where Kafka is
     */
    public KafkaConnection kafkaConnection() {
        return BadSettingException.naming("media.kafka", kafka::connection);
    }

    /**
     * The registry.
     *
     * @throws BadSettingException where it is not said where the registry is
     */
    public RegistryClientSettings registrySettings() {
        return BadSettingException.naming("media.registry", registry::settings);
    }
}
