package video.divine.media.gateway.remote;

import org.apache.avro.specific.SpecificRecord;

import reactor.core.publisher.Mono;

import video.divine.media.schemas.read.ReadProtocol;
import video.divine.media.schemas.read.ServedBy;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

/** Processors without a network. One that nobody described refuses connections. */
final class FakeProcessors implements Processors {
    static final Reply REFUSED_CONNECTION = new Reply.Failed("connection refused", true);
    static final Duration TIMEOUT = ReadSettings.LONGEST_ANSWER_TIMEOUT;

    /** A read, and as what it was asked. */
    record Asked(URI host, OptionalLong maxLag) {}

    /** One processor. */
    static final class Processor {
        StoresOf stores;
        Function<OptionalLong, Mono<Reply>> reads = _ -> Mono.just(new Reply.Absent());
        long assignment = 1;

        Processor(StoresOf stores) {
            this.stores = stores;
        }
    }

    final Map<URI, Processor> processors = new HashMap<>();
    final Map<URI, List<URI>> names = new HashMap<>();
    final List<Asked> reads = new ArrayList<>();
    final List<String> paths = new ArrayList<>();
    final List<URI> overviews = new ArrayList<>();

    /** Hosts that take a connection and say nothing. */
    final List<URI> hanging = new ArrayList<>();

    static Mono<Reply> active(SpecificRecord body) {
        return Mono.just(new Reply.Found(body, ServedBy.active()));
    }

    static Mono<Reply> standby(SpecificRecord body, long lag) {
        return Mono.just(new Reply.Found(body, new ServedBy.Standby(lag, Duration.ZERO)));
    }

    static Mono<Reply> refused(String reason) {
        return Mono.just(new Reply.Refused(reason));
    }

    @Override
    public Mono<Answered> ask(URI host, String path, OptionalLong maxLag) {
        return Mono.defer(
                () -> {
                    var overview = path.equals(ReadProtocol.STORES);
                    if (overview) {
                        overviews.add(host);
                    } else {
                        reads.add(new Asked(host, maxLag));
                        paths.add(path);
                    }
                    if (hanging.contains(host)) {
                        return Mono.delay(TIMEOUT)
                                .map(
                                        _ ->
                                                new Answered(
                                                        new Reply.Failed("no answer in time", true),
                                                        0));
                    }
                    var processor = processors.get(host);
                    if (processor == null) {
                        return Mono.just(new Answered(REFUSED_CONNECTION, 0));
                    }
                    return overview
                            ? active(processor.stores.get())
                                    .map(reply -> new Answered(reply, processor.assignment))
                            : processor
                                    .reads
                                    .apply(maxLag)
                                    .map(reply -> new Answered(reply, processor.assignment));
                });
    }

    @Override
    public Mono<List<URI>> resolve(URI processor) {
        return Mono.fromSupplier(() -> names.getOrDefault(processor, List.of(processor)));
    }

    @Override
    public void close() {}
}
