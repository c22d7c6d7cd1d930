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

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Reads of one partition: asks in the order of {@link Routing} until somebody knows; then again,
 * after everybody was asked what they run now, and so on until the deadline as long as somebody is
 * there who may know soon: a partition that moves has nobody for a moment.
 */
final class PartitionReads {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionReads.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** One that hangs must not take the time of those that answer. */
    private static final Duration LOOK_AROUND = Duration.ofMillis(400);

    /** Each pause between two rounds is twice as long as the one before it. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

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
                    var search = new Search(group, key, path, type);
                    return Mono.defer(() -> round(search))
                            .switchIfEmpty(Mono.defer(() -> roundAfterALook(search)))
                            .switchIfEmpty(Mono.defer(() -> more(search, FIRST_PAUSE)))
                            .timeout(settings.deadline(), Mono.empty())
                            .switchIfEmpty(Mono.error(() -> unavailable(search)))
                            .doOnNext(
                                    reply -> {
                                        meters.answered(reply);
                                        StandbyLabel.note(context, reply);
                                    })
                            .flatMap(reply -> Mono.justOrEmpty(row(reply, type)));
                });
    }

    /** What is looked for, and what was said to it. */
    private record Search(
            StoreGroup group,
            Optional<String> key,
            String path,
            Class<?> type,
            Collection<String> replies,
            AtomicBoolean overload) {
        Search(StoreGroup group, Optional<String> key, String path, Class<?> type) {
            this(group, key, path, type, new ConcurrentLinkedQueue<>(), new AtomicBoolean());
        }

        void heard(URI host, Reply reply) {
            replies.add(host + ": " + reason(reply));
            if (reason(reply).equals(Refused.OVERLOADED.word())) {
                overload.set(true);
            }
        }
    }

    private Mono<Reply> roundAfterALook(Search search) {
        return lookAround().then(Mono.defer(() -> round(search)));
    }

    /** Who lives may know soon; but who has too much to do is not asked for more. */
    private Mono<Reply> more(Search search, Duration pause) {
        if (search.overload().get() || !neighbours.isAnybodyThere()) {
            return Mono.empty();
        }
        return Mono.delay(pause)
                .then(Mono.defer(() -> roundAfterALook(search)))
                .switchIfEmpty(Mono.defer(() -> more(search, pause.multipliedBy(2))));
    }

    private static <T extends SpecificRecord> Optional<T> row(Reply reply, Class<T> type) {
        return reply instanceof Found(var body, var _)
                ? Optional.of(type.cast(body))
                : Optional.empty();
    }

    private Mono<Reply> round(Search search) {
        return Flux.fromIterable(order(search.group(), search.key()))
                .concatMap(
                        ask ->
                                ask(ask, search.path())
                                        .doOnNext(reply -> search.heard(ask.host(), reply))
                                        .filter(reply -> isAnswer(reply, search.type())),
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

    private UnavailableException unavailable(Search search) {
        meters.unanswered();
        var why = search.replies();
        LOG.debug(
                "nobody answers group={} key={}: {}",
                search.group(),
                search.key().orElse("-"),
                why);
        var message = "Expected somebody to know " + search.group() + ", but " + why;
        return search.overload().get()
                ? new UnavailableException(message, "overloaded", RETRY_AFTER)
                : new UnavailableException(message, "starting", RETRY_AFTER);
    }
}
