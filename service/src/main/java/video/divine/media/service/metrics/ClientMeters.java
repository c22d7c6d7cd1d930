package video.divine.media.service.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** Kafka's own metrics of its clients, as long as each of these is open. */
public final class ClientMeters {
    private final MeterRegistry registry;

    public ClientMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Of a client whose meters go when it does. */
    public interface Binding extends AutoCloseable {
        @Override
        void close();
    }

    public Binding of(Consumer<?, ?> consumer) {
        return bound(new KafkaClientMetrics(consumer));
    }

    public Binding of(Producer<?, ?> producer) {
        return bound(new KafkaClientMetrics(producer));
    }

    private Binding bound(KafkaClientMetrics metrics) {
        metrics.bindTo(registry);
        return metrics::close;
    }
}
