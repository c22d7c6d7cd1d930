package video.divine.media.gateway.task;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import video.divine.media.gateway.cloudflare.StreamApi;
import video.divine.media.gateway.cloudflare.StreamVideo;
import video.divine.media.gateway.query.MediaReads;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Deletes tickets of this service that nobody will ever use: their answer was lost, or their upload
 * was not confirmed, and no video was registered for them. Each would reserve minutes of the
 * account until its link ends.
 */
final class Sweeper {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

    /** An upload is confirmed within 20 s of its reservation, or never; the rest is for clocks. */
    static final Duration YOUNGEST = Duration.ofMinutes(15);

    /** A link lives 6 h at most, and reserves nothing after that. */
    static final Duration OLDEST = Duration.ofDays(1);

    /** In one run; what is left is for the next one. */
    static final int MOST_DELETED = 20;

    private static final int MOST_PAGES = 5;
    private static final Duration CALL = Duration.ofSeconds(15);
    private static final Pattern COMMAND_ID = Pattern.compile("[0-9a-f]{64}");

    private final StreamApi stream;
    private final MediaReads reads;
    private final String deployment;
    private final InstantSource clock;
    private final TaskMetrics metrics;

    /**
     * A sweeper.
     *
     * @param deployment whose tickets these are; other deployments have stores of their own
     */
    Sweeper(
            StreamApi stream,
            MediaReads reads,
            String deployment,
            InstantSource clock,
            TaskMetrics metrics) {
        this.stream = stream;
        this.reads = reads;
        this.deployment = deployment;
        this.clock = clock;
        this.metrics = metrics;
    }

    /**
     * One run.
     *
     * @return how many tickets were deleted; fails at the first call or read that does
     */
    Mono<Long> sweep() {
        return Mono.defer(
                () -> {
                    var now = clock.instant();
                    return pages(now.minus(OLDEST), now.minus(YOUNGEST), new HashSet<>(), 1)
                            .filter(this::isOurs)
                            // No prefetch: each is looked at when it is its turn.
                            .concatMap(this::deleteIfOfNobody, 0)
                            .take(MOST_DELETED)
                            .count();
                });
    }

    /** Those that are not seen yet: a page begins with the second in which the last one ended. */
    private Flux<StreamVideo> pages(Instant from, Instant before, Set<String> seen, int page) {
        return stream.pendingUploads(from, before, StreamApi.MOST_VIDEOS, CALL)
                .flatMapMany(
                        found -> {
                            var fresh = found.stream().filter(v -> seen.add(v.uid())).toList();
                            boolean last =
                                    fresh.isEmpty()
                                            || found.size() < StreamApi.MOST_VIDEOS
                                            || page == MOST_PAGES;
                            return last
                                    ? Flux.fromIterable(fresh)
                                    : Flux.concat(
                                            Flux.fromIterable(fresh),
                                            Flux.defer(
                                                    () ->
                                                            pages(
                                                                    createdLast(found, from),
                                                                    before,
                                                                    seen,
                                                                    page + 1)));
                        });
    }

    private static Instant createdLast(List<StreamVideo> found, Instant otherwise) {
        return found.getLast().created().orElse(otherwise);
    }

    /** By our marks: others may make tickets in the same account. */
    private boolean isOurs(StreamVideo ticket) {
        var commandId = ticket.meta().getOrDefault("commandId", "");
        var pubkey = ticket.meta().getOrDefault("pubkey", "");
        return ticket.awaitsUpload()
                && deployment.equals(ticket.meta().get("deployment"))
                && COMMAND_ID.matcher(commandId).matches()
                && ticket.name().filter(commandId::equals).isPresent()
                && ticket.creator().filter(pubkey::equals).isPresent();
    }

    /**
     * Stream and our own stores are asked at the last moment, as an upload may land and a video may
     * be registered at any. The stores are asked before as well: that costs no call.
     */
    private Mono<StreamVideo> deleteIfOfNobody(StreamVideo listed) {
        return ofNobody(listed)
                .flatMap(ticket -> stream.get(ticket.uid(), CALL))
                .flatMap(Mono::justOrEmpty)
                .filter(this::isOurs)
                .flatMap(this::ofNobody)
                .flatMap(this::delete);
    }

    private Mono<StreamVideo> ofNobody(StreamVideo ticket) {
        return Mono.defer(() -> reads.video(ticket.uid()).hasElement())
                .flatMap(is -> is ? Mono.empty() : Mono.just(ticket));
    }

    private Mono<StreamVideo> delete(StreamVideo ticket) {
        return stream.deleteOnce(ticket.uid(), CALL)
                .then(
                        Mono.fromSupplier(
                                () -> {
                                    metrics.swept();
                                    LOG.info("ticket uid={} of nobody deleted", ticket.uid());
                                    return ticket;
                                }));
    }
}
