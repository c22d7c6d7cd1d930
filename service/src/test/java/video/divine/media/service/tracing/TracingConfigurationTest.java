package video.divine.media.service.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.tracing.Tracer;
import io.opentelemetry.sdk.trace.SpanProcessor;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.logging.OpenTelemetryLoggingAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import java.util.Set;
import java.util.stream.Collectors;

/** Whoever has no collector has nothing that works for one. */
class TracingConfigurationTest {
    final ApplicationContextRunner service =
            new ApplicationContextRunner()
                    .withConfiguration(
                            AutoConfigurations.of(
                                    OpenTelemetrySdkAutoConfiguration.class,
                                    OpenTelemetryLoggingAutoConfiguration.class,
                                    OpenTelemetryTracingAutoConfiguration.class,
                                    MicrometerTracingAutoConfiguration.class))
                    .withUserConfiguration(TracingConfiguration.class)
                    .withPropertyValues("media.tracing.sampling=1");

    private static Set<Thread> exporting() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("Batch(Span|LogRecord)Processor.*"))
                .collect(Collectors.toSet());
    }

    @Test
    void withoutACollectorNothingIsRecordedAndNoThreadWaits() {
        var before = exporting();
        service.run(
                context -> {
                    assertThat(context.getBeanProvider(SpanProcessor.class).stream()).isEmpty();
                    assertThat(before).containsAll(exporting());
                    var span = context.getBean(Tracer.class).nextSpan().start();
                    assertThat(span.isNoop()).isTrue();
                    assertThat(span.context().sampled()).isFalse();
                    assertThat(span.context().traceId()).matches("(?!0{32})[0-9a-f]{32}");
                });
    }

    @Test
    void withACollectorSpansAreRecordedForIt() {
        var before = exporting();
        service.withPropertyValues("media.tracing.otlp-url=http://127.0.0.1:9/v1/traces")
                .run(
                        context -> {
                            assertThat(context.getBeanProvider(SpanProcessor.class).stream())
                                    .hasSize(1);
                            assertThat(exporting()).hasSize(before.size() + 1);
                            var span = context.getBean(Tracer.class).nextSpan();
                            assertThat(span.isNoop()).isFalse();
                        });
    }

    @Test
    void emptyUrlIsNone() {
        service.withPropertyValues("media.tracing.otlp-url=")
                .run(
                        context ->
                                assertThat(context.getBeanProvider(SpanProcessor.class).stream())
                                        .isEmpty());
    }
}
