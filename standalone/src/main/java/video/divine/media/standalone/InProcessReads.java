package video.divine.media.standalone;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.publisher.Mono;

import video.divine.media.avro.LedgerRow;
import video.divine.media.avro.PublisherCounters;
import video.divine.media.avro.QuotaStatus;
import video.divine.media.avro.Video;
import video.divine.media.avro.VideoEvent;
import video.divine.media.gateway.command.UnavailableException;
import video.divine.media.gateway.nostr.Pubkey;
import video.divine.media.gateway.query.MediaReads;
import video.divine.media.gateway.query.OperatorReads;
import video.divine.media.processor.domain.Uid;
import video.divine.media.processor.query.LocalStores;
import video.divine.media.processor.query.StoreUnavailableException;
import video.divine.media.processor.runtime.MediaStreams;
import video.divine.media.processor.server.ReadThreads;
import video.divine.media.schemas.read.Refused;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Reads of the stores in the same process, off the event loop as they may read a disk. */
final class InProcessReads implements MediaReads, OperatorReads, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InProcessReads.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final MediaStreams streams;
    private final LocalStores stores;
    private final InstantSource clock;
    private final ReadThreads threads;

    InProcessReads(MediaStreams streams, InstantSource clock, ReadThreads threads) {
        this.streams = streams;
        this.stores = streams.stores();
        this.clock = clock;
        this.threads = threads;
    }

    @Override
    public Mono<Video> video(String uid) {
        return row(() -> stores.video(new Uid(uid)));
    }

    @Override
    public Mono<List<VideoEvent>> history(String uid) {
        return read(() -> stores.history(new Uid(uid)));
    }

    @Override
    public Mono<String> lookup(String key) {
        return row(() -> stores.lookup(key)).map(Uid::value);
    }

    @Override
    public Mono<List<Video>> videosOf(Pubkey pubkey, Optional<Place> after, int limit) {
        var publisher = domain(pubkey);
        return read(
                () ->
                        after.map(
                                        place ->
                                                stores.videosOf(
                                                        publisher,
                                                        place.createdAt(),
                                                        new Uid(place.uid()),
                                                        limit))
                                .orElseGet(() -> stores.videosOf(publisher, limit)));
    }

    @Override
    public Mono<QuotaStatus> quota(Pubkey pubkey, int limit) {
        return read(() -> stores.quota(domain(pubkey), limit, clock.instant()))
                .map(quota -> new QuotaStatus(quota.limit(), quota.used(), quota.resetAt()));
    }

    @Override
    public Mono<PublisherCounters> counters(Pubkey pubkey) {
        return row(() -> stores.counters(domain(pubkey)));
    }

    @Override
    public Mono<List<Parked>> parkedNotices(int limit) {
        return read(
                () ->
                        stores.parkedNotices(limit).stream()
                                .map(it -> new Parked(it.uid().value(), it.notice()))
                                .toList());
    }

    @Override
    public Mono<List<Stuck>> stuckVideos(int limit) {
        return read(
                () ->
                        stores.stuckVideos(limit).stream()
                                .map(it -> new Stuck(it.uid().value(), it.watch()))
                                .toList());
    }

    @Override
    public Mono<CallsAtStream> calls() {
        return row(() -> stores.governor(clock.instant()))
                .map(it -> new CallsAtStream(it.row(), it.userLeft(), it.backgroundLeft()));
    }

    @Override
    public Mono<LedgerRow> storage() {
        return row(stores::ledger);
    }

    @Override
    public boolean isReady() {
        return streams.isReady();
    }

    private static video.divine.media.processor.domain.Pubkey domain(Pubkey pubkey) {
        return new video.divine.media.processor.domain.Pubkey(pubkey.hex());
    }

    private <T> Mono<T> row(Callable<Optional<T>> row) {
        return read(row).flatMap(Mono::justOrEmpty);
    }

    private <T> Mono<T> read(Callable<T> read) {
        return threads.read(read)
                .onErrorMap(
                        StoreUnavailableException.class,
                        e -> {
                            LOG.info("read refused: {}", e.getMessage());
                            var message = String.valueOf(e.getMessage());
                            return e.reason() == Refused.OVERLOADED
                                    ? new UnavailableException(message, "overloaded", RETRY_AFTER)
                                    : new UnavailableException(message, "starting", RETRY_AFTER);
                        });
    }

    @Override
    public void close() {
        threads.close();
    }
}
