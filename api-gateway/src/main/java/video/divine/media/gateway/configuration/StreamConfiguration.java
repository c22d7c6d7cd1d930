package video.divine.media.gateway.configuration;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import video.divine.media.gateway.cloudflare.CallBudget;
import video.divine.media.gateway.cloudflare.StreamClient;
import video.divine.media.gateway.cloudflare.StreamSettings;
import video.divine.media.gateway.command.Commands;
import video.divine.media.gateway.governor.CallLeases;
import video.divine.media.service.tracing.Traces;
import video.divine.media.service.tracing.TracingSettings;

import java.time.InstantSource;

/** Stream over HTTP, with calls that the governor leases. */
@Configuration(proxyBeanMethods = false)
class StreamConfiguration {
    @Bean
    StreamClient stream(
            StreamSettings settings,
            CallBudget budget,
            MeterRegistry meters,
            Traces traces,
            TracingSettings tracing) {
        return StreamClient.connect(
                settings, budget, meters, tracing.tellStream() ? traces : traces.untold());
    }

    /** Closed after the client, whose calls it counts, and before the commands it sends. */
    @Bean
    CallLeases callBudget(
            Commands commands, StreamSettings settings, InstantSource clock, MeterRegistry meters) {
        return new CallLeases(
                commands, settings.budget().perFiveMinutes(), System::nanoTime, clock, meters);
    }
}
