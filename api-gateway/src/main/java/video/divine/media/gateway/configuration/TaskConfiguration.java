package video.divine.media.gateway.configuration;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import video.divine.media.gateway.cloudflare.DeliveryUrls;
import video.divine.media.gateway.cloudflare.StreamApi;
import video.divine.media.gateway.cloudflare.StreamSettings;
import video.divine.media.gateway.command.Commands;
import video.divine.media.gateway.query.MediaReads;
import video.divine.media.gateway.saga.SagaSteps;
import video.divine.media.gateway.task.TaskWorker;
import video.divine.media.gateway.webhook.Notices;
import video.divine.media.schemas.registry.SchemaRegistry;
import video.divine.media.service.kafka.KafkaConnection;
import video.divine.media.service.setting.BadSettingException;
import video.divine.media.service.tracing.Traces;

import java.time.InstantSource;

/** The processor's tasks at Stream. */
@Configuration(proxyBeanMethods = false)
class TaskConfiguration {
    /** Depends on all that it uses, so it is closed before any of that is. */
    @Bean
    TaskWorker taskWorker(
            KafkaConnection connection,
            SchemaRegistry registry,
            StreamApi stream,
            StreamSettings streamSettings,
            Commands commands,
            MediaReads reads,
            GatewayProperties properties,
            ObjectProvider<SagaSteps> steps,
            InstantSource clock,
            MeterRegistry meters,
            Traces traces) {
        return TaskWorker.start(
                connection,
                registry,
                stream.background(),
                commands,
                reads,
                new Notices(DeliveryUrls.of(streamSettings)),
                steps.getIfAvailable(() -> SagaSteps.UNWATCHED),
                BadSettingException.naming(
                        "media.housekeeping",
                        () -> properties.housekeeping().settings(properties.deployment())),
                clock,
                meters,
                traces);
    }
}
