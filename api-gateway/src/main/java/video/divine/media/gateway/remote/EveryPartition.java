package video.divine.media.gateway.remote;

import org.apache.avro.specific.SpecificRecord;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import video.divine.media.avro.read.StoreGroup;
import video.divine.media.gateway.command.UnavailableException;
import video.divine.media.gateway.remote.Reply.Found;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads of all partitions, of which each processor knows its own. Without a word of every partition
 * there is no answer: an operator would take a part for the whole.
 */
final class EveryPartition {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Processors processors;
    private final Neighbourhood neighbours;
    private final ReadSettings settings;

    EveryPartition(Processors processors, Neighbourhood neighbours, ReadSettings settings) {
        this.processors = processors;
        this.neighbours = neighbours;
        this.settings = settings;
    }

    /**
     * What one processor said.
     *
     * @param partitions that it read
     */
    record Part<R>(List<Integer> partitions, List<R> rows) {}

    /**
     * All rows, or as many as are wanted.
     *
     * @param part what a processor's answer holds
     * @param id of a row: during a move two processors may have it
     */
    <T extends SpecificRecord, R> Mono<List<R>> read(
            StoreGroup group,
            String path,
            Class<T> type,
            Function<T, Part<R>> part,
            Function<R, String> id,
            int limit) {
        var round = Mono.defer(() -> round(group, path, type, part, id, limit));
        return round.switchIfEmpty(Mono.defer(neighbours::again).then(round))
                .timeout(settings.deadline(), Mono.empty())
                .switchIfEmpty(
                        Mono.error(
                                () ->
                                        new UnavailableException(
                                                "Expected every partition to be read, but some were not",
                                                "starting",
                                                RETRY_AFTER)));
    }

    private <T extends SpecificRecord, R> Mono<List<R>> round(
            StoreGroup group,
            String path,
            Class<T> type,
            Function<T, Part<R>> part,
            Function<R, String> id,
            int limit) {
        var map = neighbours.map();
        var wanted = map.partitions(group).orElse(Integer.MAX_VALUE);
        return Flux.fromIterable(map.hosts().keySet())
                .flatMap(host -> processors.ask(host, path, OptionalLong.empty()))
                .flatMap(
                        answered ->
                                answered.reply() instanceof Found(var body, var _)
                                                && type.isInstance(body)
                                        ? Mono.just(part.apply(type.cast(body)))
                                        : Mono.empty())
                .collectList()
                .flatMap(parts -> Mono.justOrEmpty(merged(parts, wanted, id, limit)));
    }

    private static <R> Optional<List<R>> merged(
            List<Part<R>> parts, int wanted, Function<R, String> id, int limit) {
        Set<Integer> read = new HashSet<>();
        var rows = new LinkedHashMap<String, R>();
        for (var part : parts) {
            read.addAll(part.partitions());
            part.rows().forEach(row -> rows.putIfAbsent(id.apply(row), row));
        }
        if (read.size() < wanted && rows.size() < limit) {
            return Optional.empty();
        }
        return Optional.of(new ArrayList<>(rows.values()).subList(0, Math.min(limit, rows.size())));
    }
}
