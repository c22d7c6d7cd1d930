package video.divine.media.gateway.remote;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import video.divine.media.avro.read.StoresHere;
import video.divine.media.schemas.read.ReadProtocol;

import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Which processors there are and what they run: asked of all of them every few seconds, and at once
 * where something does not fit.
 */
final class Neighbourhood implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Neighbourhood.class);

    private static final Duration REUSED = Duration.ofMillis(50);

    /** For which a gateway that starts waits until every partition has somebody: half a minute. */
    private static final int ROUNDS_FOR_ALL = 10;

    private final Processors processors;
    private final ReadSettings settings;
    private final AtomicReference<PartitionMap> map = new AtomicReference<>(PartitionMap.EMPTY);

    /** Those that did not answer the last time. */
    private final Set<URI> gone = ConcurrentHashMap.newKeySet();

    /** What the configured names stood for when they were last resolved. */
    private final Map<URI, List<URI>> seeds = new ConcurrentHashMap<>();

    private final Map<URI, Mono<Void>> underWay = new ConcurrentHashMap<>();
    private final AtomicReference<Disposable> rounds =
            new AtomicReference<>(Disposables.disposed());
    private volatile boolean complete;
    private volatile boolean found;
    private volatile boolean ready;
    private int roundsWithSomebody;

    /** Reads that fail together need one answer between them. */
    private final Mono<Void> again = Mono.defer(this::askAll).cache(REUSED);

    Neighbourhood(Processors processors, ReadSettings settings) {
        this.processors = processors;
        this.settings = settings;
    }

    /** Begins to ask. */
    void start() {
        rounds.set(
                Flux.interval(Duration.ZERO, settings.refreshEvery())
                        // A round that takes longer than the interval leaves out the next.
                        .onBackpressureDrop()
                        .concatMap(_ -> refresh(), 1)
                        .subscribe());
    }

    PartitionMap map() {
        return map.get();
    }

    Set<URI> gone() {
        return Set.copyOf(gone);
    }

    /**
     * Somebody answers, and every partition had somebody who could, or was waited for long enough.
     * A partition that has nobody, as for a moment in a rebalance, mostly has nobody for the other
     * gateways either: if all of them left their balancer for it, all other partitions would be
     * lost too.
     */
    boolean isReady() {
        return (found || isComplete()) && isAnybodyThere();
    }

    boolean isAnybodyThere() {
        return !gone.containsAll(map.get().hosts().keySet());
    }

    private boolean isComplete() {
        return map.get().isComplete(gone, settings.maxStandbyLag());
    }

    /** Asks everybody who is known what they run, or has just done so. Does not fail. */
    Mono<Void> again() {
        return again;
    }

    /** The same, and whom the configured names stand for before. */
    Mono<Void> refresh() {
        return Flux.fromIterable(settings.processors())
                .flatMap(seed -> processors.resolve(seed).doOnNext(found -> keep(seed, found)))
                .then(Mono.defer(this::askAll))
                .doFinally(_ -> conclude());
    }

    /** A name that is not found now stood for somebody before. */
    private void keep(URI seed, List<URI> found) {
        if (!found.isEmpty()) {
            seeds.put(seed, found);
        }
    }

    private Mono<Void> askAll() {
        var hosts = known();
        return Flux.fromIterable(hosts)
                .flatMap(this::refresh)
                // Those heard of just now.
                .thenMany(
                        Flux.defer(() -> Flux.fromIterable(known()))
                                .filter(host -> !hosts.contains(host))
                                .flatMap(this::refresh))
                .then(Mono.fromRunnable(this::forget));
    }

    private Set<URI> known() {
        var hosts = mentioned();
        hosts.addAll(map.get().hosts().keySet());
        return hosts;
    }

    private Set<URI> mentioned() {
        var hosts = new HashSet<URI>();
        seeds.values().forEach(hosts::addAll);
        hosts.addAll(map.get().addresses());
        return hosts;
    }

    /** Who is gone, and who is not mentioned by anybody. */
    private void forget() {
        var mentioned = mentioned();
        for (var host : map.get().hosts().keySet()) {
            if (gone.contains(host) && !mentioned.contains(host)) {
                map.updateAndGet(it -> it.without(host));
                LOG.info("processor {} is forgotten", host);
            }
        }
        gone.retainAll(known());
    }

    /** Asks one what it runs, unless it is being asked. Does not fail. */
    Mono<Void> refresh(URI host) {
        return underWay.computeIfAbsent(
                host,
                _ ->
                        processors
                                .ask(host, ReadProtocol.STORES, OptionalLong.empty())
                                .doOnNext(answered -> learn(host, answered.reply()))
                                .then()
                                .doFinally(_ -> underWay.remove(host))
                                .cache());
    }

    private void learn(URI host, Reply reply) {
        switch (reply) {
            case Reply.Found(StoresHere stores, var _) -> {
                map.updateAndGet(it -> it.with(host, stores, gone));
                alive(host);
            }
            case Reply.Found _, Reply.Absent _, Reply.Unknown _ ->
                    lost(host, "it says something else");
            case Reply.Refused(var reason) -> lost(host, reason);
            case Reply.Failed(var reason, var _) -> lost(host, reason);
        }
    }

    /** A processor has answered. */
    void alive(URI host) {
        if (gone.remove(host)) {
            LOG.info("processor {} answers again", host);
        }
    }

    /** A processor has not. */
    void lost(URI host, String reason) {
        if (gone.add(host)) {
            LOG.info("processor {} does not answer: {}", host, reason);
        }
    }

    /**
     * A processor has answered, and its roles had this number.
     *
     * @param assignment 0 where it did not say
     */
    void heard(URI host, long assignment) {
        alive(host);
        var known = map.get().hosts().get(host);
        if (known != null && assignment != 0 && known.getAssignment() != assignment) {
            refresh(host).subscribe();
        }
    }

    /** A round is over, and the next not begun. */
    private void conclude() {
        roundsWithSomebody = isAnybodyThere() ? roundsWithSomebody + 1 : 0;
        found = found || isComplete() || roundsWithSomebody >= ROUNDS_FOR_ALL;
        tell();
        tellReadiness();
    }

    private void tellReadiness() {
        var now = isReady();
        if (now != ready) {
            ready = now;
            LOG.info(now ? "processors can be asked" : "no processor answers");
        }
    }

    private void tell() {
        var now = isComplete();
        if (now != complete) {
            complete = now;
            LOG.info(
                    now
                            ? "every partition has a processor that answers"
                            : "some partition has no processor that answers");
        }
    }

    @Override
    public void close() {
        rounds.get().dispose();
        processors.close();
    }
}
