package video.divine.media.processor.server;

import org.apache.avro.specific.SpecificRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;

import video.divine.media.avro.read.NoSuchRow;
import video.divine.media.avro.read.ReadAnswer;
import video.divine.media.processor.query.Replicas;
import video.divine.media.processor.query.Served;
import video.divine.media.processor.query.StoreUnavailableException;
import video.divine.media.schemas.read.ReadProtocol;
import video.divine.media.schemas.read.Refused;
import video.divine.media.schemas.read.ServedBy;
import video.divine.media.schemas.registry.AvroSerde;
import video.divine.media.schemas.registry.SchemaRegistry;
import video.divine.media.schemas.registry.SchemaRegistryException;

import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/** What was read as responses. Reads and encodes on the threads for it. */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final MediaType AVRO = MediaType.parseMediaType(ReadProtocol.MEDIA_TYPE);

    /** A history or a page of videos may be larger than a record of a topic. */
    private static final int LARGEST = 16 << 20;

    private final Supplier<Optional<Replicas>> replicas;
    private final AvroSerde<ReadAnswer> serde;
    private final ReadThreads threads;

    Answers(Supplier<Optional<Replicas>> replicas, SchemaRegistry registry, ReadThreads threads) {
        this.replicas = replicas;
        this.serde = AvroSerde.forValues(ReadAnswer.class, registry, LARGEST);
        this.threads = threads;
    }

    /** A row, or that there is none; a standby without one has nothing to say. */
    Mono<ServerResponse> row(Function<Replicas, Served<Optional<SpecificRecord>>> read) {
        return rowOr(NoSuchRow::new, read);
    }

    /** A row, or what stands for it where there is none. */
    Mono<ServerResponse> rowOr(
            Supplier<SpecificRecord> none,
            Function<Replicas, Served<Optional<SpecificRecord>>> read) {
        return answer(
                here -> {
                    var served = read.apply(here);
                    var row = served.answer();
                    var known = served.isActive() ? Optional.of(row.orElseGet(none)) : row;
                    return new Served<>(known.map(this::encode), served.by());
                });
    }

    /** What only an active tells. */
    Mono<ServerResponse> own(Function<Replicas, SpecificRecord> read) {
        return answer(
                here -> new Served<>(Optional.of(encode(read.apply(here))), ServedBy.active()));
    }

    /** What only an active tells, and has to go through a store for. */
    Mono<ServerResponse> searched(BiFunction<Replicas, BooleanSupplier, SpecificRecord> search) {
        return answered(
                threads.scan(
                        wanted ->
                                new Served<>(
                                        Optional.of(encode(search.apply(here(), wanted))),
                                        ServedBy.active())));
    }

    private byte[] encode(SpecificRecord body) {
        return Objects.requireNonNull(
                serde.serializer().serialize(ReadProtocol.TOPIC, new ReadAnswer(body)));
    }

    /** No bytes: nothing is known. */
    private Mono<ServerResponse> answer(Function<Replicas, Served<Optional<byte[]>>> read) {
        return answered(threads.read(() -> read.apply(here())));
    }

    private Mono<ServerResponse> answered(Mono<Served<Optional<byte[]>>> read) {
        return read.flatMap(this::answer)
                .onErrorResume(StoreUnavailableException.class, e -> refuse(e.reason(), e))
                .onErrorResume(SchemaRegistryException.class, e -> refuse(Refused.UNAVAILABLE, e));
    }

    private Mono<ServerResponse> answer(Served<Optional<byte[]>> encoded) {
        var bytes = encoded.answer();
        var response =
                ServerResponse.status(bytes.isEmpty() ? HttpStatus.NO_CONTENT : HttpStatus.OK)
                        .header(ReadProtocol.SERVED_BY, encoded.by().header())
                        .header(ReadProtocol.ASSIGNMENT, assignment());
        return bytes.isEmpty()
                ? response.build()
                : response.contentType(AVRO).bodyValue(bytes.get());
    }

    /** At DEBUG: during a move there is one for each read, and the gateway says what came of it. */
    private Mono<ServerResponse> refuse(Refused reason, Exception e) {
        LOG.debug("read refused reason={}: {}", reason.word(), e.getMessage());
        return ServerResponse.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(ReadProtocol.REFUSED, reason.word())
                .header(ReadProtocol.ASSIGNMENT, assignment())
                .build();
    }

    private Replicas here() {
        return replicas.get()
                .orElseThrow(
                        () ->
                                new StoreUnavailableException(
                                        Refused.UNAVAILABLE, "the processor does not run"));
    }

    /** 0 where nothing runs. */
    private String assignment() {
        return String.valueOf(replicas.get().map(Replicas::assignment).orElse(0L));
    }
}
