package video.divine.media.gateway.remote;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import video.divine.media.avro.read.ReadAnswer;
import video.divine.media.schemas.read.ReadProtocol;
import video.divine.media.schemas.registry.AvroSerde;
import video.divine.media.schemas.registry.ConfluentWireFormat;
import video.divine.media.schemas.registry.SchemaRegistry;

import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Decodes answers. Only the first of a schema waits for the registry, and not on an event loop. */
final class AnswerCodec {
    private final Deserializer<ReadAnswer> answers;
    private final Set<Integer> known = ConcurrentHashMap.newKeySet();

    AnswerCodec(SchemaRegistry registry) {
        this.answers = AvroSerde.forValues(ReadAnswer.class, registry).deserializer();
    }

    /** Fails where the bytes are something else, or the registry does not answer. */
    Mono<SpecificRecord> read(byte[] bytes) {
        return Mono.defer(
                () -> {
                    int schema = ConfluentWireFormat.schemaId(bytes);
                    return known.contains(schema)
                            ? Mono.fromSupplier(() -> decode(bytes))
                            : Mono.fromSupplier(() -> decode(bytes))
                                    .subscribeOn(Schedulers.boundedElastic())
                                    .doOnNext(_ -> known.add(schema));
                });
    }

    private SpecificRecord decode(byte[] bytes) {
        var answer =
                Objects.requireNonNull(
                        answers.deserialize(ReadProtocol.TOPIC, bytes), "bytes are no tombstone");
        return (SpecificRecord) answer.getBody();
    }
}
