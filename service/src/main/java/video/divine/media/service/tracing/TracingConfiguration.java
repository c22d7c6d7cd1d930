package video.divine.media.service.tracing;

import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;

import video.divine.media.service.setting.BadSettingException;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** What Boot's tracing by OpenTelemetry leaves to us: whom to believe, and whom to tell. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TracingProperties.class)
@PropertySource("classpath:media-tracing.properties")
public class TracingConfiguration {
    private static final Duration CONNECT = Duration.ofSeconds(2);

    /** Also what a stop may wait for a collector that is not there. */
    private static final Duration EXPORT = Duration.ofSeconds(5);

    @Bean
    TracingSettings tracingSettings(TracingProperties properties) {
        return BadSettingException.naming("media.tracing", properties::settings);
    }

    /** Where OpenTelemetry keeps its context is looked for in jars: not by the first request. */
    @Bean
    ContextPropagators boundedTraceContext() {
        var _ = Context.current();
        return ContextPropagators.create(new BoundedTraceContext());
    }

    @Bean
    Sampler edgeSampler(TracingSettings settings) {
        return new EdgeSampler(settings, () -> ThreadLocalRandom.current().nextDouble());
    }

    @Bean
    Traces traces(Tracer tracer, Propagator propagator) {
        return new Traces(tracer, propagator);
    }

    /** None without a collector: Boot's own would be a thread and a queue for nobody. */
    @Bean
    @Nullable BatchSpanProcessor toCollector(TracingSettings settings) {
        return settings.collector()
                .map(url -> exporter(url, settings.authorization()))
                .map(it -> BatchSpanProcessor.builder(it).setExporterTimeout(EXPORT).build())
                .orElse(null);
    }

    /** Logs are not sent: Boot's own would be another such thread. */
    @Bean
    @Nullable BatchLogRecordProcessor logsToNobody() {
        return null;
    }

    private static SpanExporter exporter(URI url, Optional<String> authorization) {
        var exporter =
                OtlpHttpSpanExporter.builder()
                        .setEndpoint(url.toString())
                        .setConnectTimeout(CONNECT)
                        .setTimeout(EXPORT);
        authorization.ifPresent(value -> exporter.addHeader("Authorization", value));
        return exporter.build();
    }
}
