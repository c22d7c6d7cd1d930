package video.divine.media.gateway.configuration;

import org.apache.kafka.clients.producer.Producer;
import org.springframework.kafka.core.ProducerFactory;

import video.divine.media.service.metrics.ClientMeters;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Meters of the producers of a factory. Spring Kafka's own listener adds a tag, and Prometheus
 * takes no two sets of tags for one name: Kafka Streams' producers would be left out.
 */
final class MeteredProducers implements ProducerFactory.Listener<String, byte[]> {
    private final ClientMeters meters;
    private final Map<String, ClientMeters.Binding> bindings = new ConcurrentHashMap<>();

    MeteredProducers(ClientMeters meters) {
        this.meters = meters;
    }

    @Override
    public void producerAdded(String id, Producer<String, byte[]> producer) {
        bindings.computeIfAbsent(id, _ -> meters.of(producer));
    }

    @Override
    public void producerRemoved(String id, Producer<String, byte[]> producer) {
        var binding = bindings.remove(id);
        if (binding != null) {
            binding.close();
        }
    }
}
