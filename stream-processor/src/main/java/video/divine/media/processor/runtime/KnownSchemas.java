package video.divine.media.processor.runtime;

import org.apache.avro.Schema;

import video.divine.media.processor.codec.MediaSerdes;
import video.divine.media.processor.domain.watch.Patience;
import video.divine.media.processor.topology.MediaTopology;
import video.divine.media.processor.topology.ReconcilerMetrics;
import video.divine.media.schemas.MediaTopic;
import video.divine.media.schemas.read.ReadProtocol;
import video.divine.media.schemas.registry.ConfluentWireFormat;
import video.divine.media.schemas.registry.SchemaRegistry;

import java.util.Map;
import java.util.TreeMap;

/**
 * Every schema that a processor writes, and every one that was ever written to where it reads.
 *
 * <p>A copy of a store meets neither until it is taken over: the first decision would then wait for
 * the registry, and die of its absence. A stream thread that dies deletes the stores that it was
 * active for, so that a short absence would cost the copy as well.
 */
public final class KnownSchemas {
    private KnownSchemas() {}

    /**
     * Registers and learns them all, so that a client which remembers needs its registry no more
     * until somebody writes by a schema that is new.
     *
     * @throws video.divine.media.schemas.registry.SchemaRegistryException where the registry does
     *     not answer, or does not agree
     */
    public static void fetch(ProcessorSettings settings, SchemaRegistry registry) {
        schemas(settings, registry)
                .forEach(
                        (topic, schema) -> {
                            var subject = ConfluentWireFormat.subject(topic, false);
                            registry.register(subject, schema);
                            registry.learn(subject);
                        });
    }

    private static Map<String, Schema> schemas(
            ProcessorSettings settings, SchemaRegistry registry) {
        var topology =
                new MediaTopology(
                        new MediaSerdes(registry),
                        ReconcilerMetrics.NONE,
                        new Patience(settings.uploadGrace()));
        var schemas = new TreeMap<>(topology.ownTopics(settings.applicationId()));
        for (var topic : MediaTopic.values()) {
            topic.valueSchema().ifPresent(schema -> schemas.put(topic.topic(), schema));
        }
        schemas.put(ReadProtocol.TOPIC, ReadProtocol.schema());
        return schemas;
    }
}
