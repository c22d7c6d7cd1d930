package video.divine.media.gateway.remote;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import video.divine.media.avro.read.StoreGroup;
import video.divine.media.gateway.command.UnavailableException;
import video.divine.media.gateway.remote.Reply.Absent;
import video.divine.media.gateway.remote.Reply.Found;
import video.divine.media.gateway.remote.Routing.Ask;
import video.divine.media.schemas.read.Refused;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Reads of one partition: asks in the order of {@link Routing} until somebody knows; then once
 * more, after everybody was asked what they run now.
 */
final class PartitionReads {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionReads.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** One that hangs must not take the time of those that answer. */
    private static final Duration LOOK_AROUND = Duration.ofMillis(400);

    private final Processors processors;
    private final Neighbourhood neighbours;
    private final ReadSettings settings;
    private final ReadMeters meters;

    PartitionReads(
            Processors processors,
            Neighbourhood neighbours,
            ReadSettings settings,
            ReadMeters meters) {
        this.processors = processors;
        this.neighbours = neighbours;
        this.settings = settings;
        this.meters = meters;
    }

    /**
     * A row; empty where the active one says that there is none.
     *
     * @param key whose partition it is; empty where the group has only one
     * @param path to ask for
     * @param type of what is answered there
     */
    <T extends SpecificRecord> Mono<T> read(
            StoreGroup group, Optional<String> key, String path, Class<T> type) {
        return Mono.deferContextual(
                context -> {
                    var why = new ConcurrentLinkedQueue<String>();
                    return Mono.defer(() -> round(group, key, path, type, why))
                            .switchIfEmpty(
                                    Mono.defer(this::lookAround)
                                            .then(
                                                    Mono.defer(
                                                            () ->
                                                                    round(
                                                                            group, key, path, type,
                                                                            why))))
                            .timeout(settings.deadline(), Mono.empty())
                            .switchIfEmpty(Mono.error(() -> unavailable(group, key, why)))
                            .doOnNext(
                                    reply -> {
                                        meters.answered(reply);
                                        StandbyLabel.note(context, reply);
                                    })
                            .flatMap(reply -> Mono.justOrEmpty(row(reply, type)));
                });
    }

    private static <T extends SpecificRecord> Optional<T> row(Reply reply, Class<T> type) {
        return reply instanceof Found(var body, var _)
                ? Optional.of(type.cast(body))
                : Optional.empty();
    }

    private Mono<Reply> round(
            StoreGroup group,
            Optional<String> key,
            String path,
            Class<?> type,
            Collection<String> why) {
        return Flux.fromIterable(order(group, key))
                .concatMap(
                        ask ->
                                ask(ask, path)
                                        .doOnNext(
                                                reply -> why.add(ask.host() + ": " + reason(reply)))
                                        .filter(reply -> isAnswer(reply, type)),
                        1)
                .next();
    }

    private List<Ask> order(StoreGroup group, Optional<String> key) {
        var map = neighbours.map();
        var partitions = map.partitions(group);
        if (partitions.isEmpty()) {
            return List.of();
        }
        var partition = key.map(it -> partitionOf(it, partitions.getAsInt())).orElse(0);
        return Routing.order(
                map.copies(group, partition), neighbours.gone(), settings.maxStandbyLag());
    }

    /** The default partitioner's: murmur2 of the key's bytes. */
    private static int partitionOf(String key, int partitions) {
        return BuiltInPartitioner.partitionForKey(key.getBytes(StandardCharsets.UTF_8), partitions);
    }

    private Mono<Reply> ask(Ask ask, String path) {
        return processors
                .ask(ask.host(), path, ask.maxLag())
                .doOnNext(
                        answered -> {
                            switch (answered.reply()) {
                                case Found _, Absent _, Reply.Unknown _, Reply.Refused _ ->
                                        neighbours.heard(ask.host(), answered.assignment());
                                case Reply.Failed(var reason, var gone) -> {
                                    if (gone) {
                                        neighbours.lost(ask.host(), reason);
                                    }
                                }
                            }
                        })
                .map(Processors.Answered::reply);
    }

    /** Something else than was asked for is of a processor that is not of our kind. */
    private static boolean isAnswer(Reply reply, Class<?> type) {
        return switch (reply) {
            case Found(var body, var _) -> type.isInstance(body);
            case Absent _ -> true;
            case Reply.Unknown _, Reply.Refused _, Reply.Failed _ -> false;
        };
    }

    private static String reason(Reply reply) {
        return switch (reply) {
            case Found _, Absent _ -> "answered";
            case Reply.Unknown _ -> "a standby without such a row";
            case Reply.Refused(var reason) -> reason;
            case Reply.Failed(var reason, var _) -> reason;
        };
    }

    private Mono<Void> lookAround() {
        return neighbours.again().timeout(LOOK_AROUND, Mono.empty());
    }

    private UnavailableException unavailable(
            StoreGroup group, Optional<String> key, Collection<String> why) {
        meters.unanswered();
        LOG.debug("nobody answers group={} key={}: {}", group, key.orElse("-"), why);
        var message = "Expected somebody to know " + group + ", but " + why;
        return why.stream().anyMatch(it -> it.endsWith(": " + Refused.OVERLOADED.word()))
                ? new UnavailableException(message, "overloaded", RETRY_AFTER)
                : new UnavailableException(message, "starting", RETRY_AFTER);
    }
}
