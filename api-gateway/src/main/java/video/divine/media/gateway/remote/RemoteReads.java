package video.divine.media.gateway.remote;

import io.micrometer.core.instrument.MeterRegistry;

import reactor.core.publisher.Mono;

import video.divine.media.avro.LedgerRow;
import video.divine.media.avro.PublisherCounters;
import video.divine.media.avro.QuotaStatus;
import video.divine.media.avro.Video;
import video.divine.media.avro.VideoEvent;
import video.divine.media.avro.read.AliasTarget;
import video.divine.media.avro.read.ParkedNotices;
import video.divine.media.avro.read.StoreGroup;
import video.divine.media.avro.read.StuckVideos;
import video.divine.media.avro.read.VideoHistory;
import video.divine.media.avro.read.VideoListing;
import video.divine.media.gateway.nostr.Pubkey;
import video.divine.media.gateway.query.MediaReads;
import video.divine.media.gateway.query.OperatorReads;
import video.divine.media.gateway.remote.EveryPartition.Part;
import video.divine.media.schemas.read.ReadProtocol;
import video.divine.media.schemas.registry.SchemaRegistry;
import video.divine.media.service.tracing.Traces;

import java.util.List;
import java.util.Optional;

/** Reads of the stores of processors in other processes. */
public final class RemoteReads implements MediaReads, OperatorReads, AutoCloseable {
    private static final Optional<String> NO_KEY = Optional.empty();

    private final Neighbourhood neighbours;
    private final PartitionReads partitions;
    private final EveryPartition everything;

    RemoteReads(Processors processors, ReadSettings settings, MeterRegistry registry) {
        this.neighbours = new Neighbourhood(processors, settings);
        this.partitions =
                new PartitionReads(processors, neighbours, settings, new ReadMeters(registry));
        this.everything = new EveryPartition(processors, neighbours, settings);
    }

    /** Begins to look for the processors, and waits for none of them. */
    public static RemoteReads start(
            ReadSettings settings, SchemaRegistry schemas, MeterRegistry registry, Traces traces) {
        var reads =
                new RemoteReads(HttpProcessors.open(settings, schemas, traces), settings, registry);
        reads.start();
        return reads;
    }

    void start() {
        neighbours.start();
    }

    @Override
    public Mono<Video> video(String uid) {
        return partitions.read(
                StoreGroup.VIDEOS, Optional.of(uid), ReadPaths.video(uid), Video.class);
    }

    @Override
    public Mono<List<VideoEvent>> history(String uid) {
        return partitions
                .read(
                        StoreGroup.VIDEOS,
                        Optional.of(uid),
                        ReadPaths.history(uid),
                        VideoHistory.class)
                .map(VideoHistory::getEvents)
                .defaultIfEmpty(List.of());
    }

    @Override
    public Mono<String> lookup(String key) {
        return partitions
                .read(StoreGroup.CLAIMS, NO_KEY, ReadPaths.lookup(key), AliasTarget.class)
                .map(AliasTarget::getUid);
    }

    @Override
    public Mono<List<Video>> videosOf(Pubkey pubkey, Optional<Place> after, int limit) {
        return partitions
                .read(
                        StoreGroup.PUBLISHERS,
                        Optional.of(pubkey.hex()),
                        ReadPaths.listing(pubkey, after, limit),
                        VideoListing.class)
                .map(VideoListing::getVideos)
                .defaultIfEmpty(List.of());
    }

    @Override
    public Mono<QuotaStatus> quota(Pubkey pubkey, int limit) {
        return partitions.read(
                StoreGroup.CLAIMS, NO_KEY, ReadPaths.quota(pubkey, limit), QuotaStatus.class);
    }

    @Override
    public Mono<PublisherCounters> counters(Pubkey pubkey) {
        return partitions.read(
                StoreGroup.PUBLISHERS,
                Optional.of(pubkey.hex()),
                ReadPaths.counters(pubkey),
                PublisherCounters.class);
    }

    @Override
    public Mono<List<Parked>> parkedNotices(int limit) {
        return everything.read(
                StoreGroup.VIDEOS,
                ReadPaths.limited(ReadProtocol.PARKED_NOTICES, limit),
                ParkedNotices.class,
                found ->
                        new Part<>(
                                found.getPartitions(),
                                found.getNotices().stream()
                                        .map(it -> new Parked(it.getUid(), it.getRow()))
                                        .toList()),
                Parked::uid,
                limit);
    }

    @Override
    public Mono<List<Stuck>> stuckVideos(int limit) {
        return everything.read(
                StoreGroup.VIDEOS,
                ReadPaths.limited(ReadProtocol.STUCK_VIDEOS, limit),
                StuckVideos.class,
                found ->
                        new Part<>(
                                found.getPartitions(),
                                found.getVideos().stream()
                                        .map(it -> new Stuck(it.getUid(), it.getRow()))
                                        .toList()),
                Stuck::uid,
                limit);
    }

    @Override
    public Mono<CallsAtStream> calls() {
        return partitions
                .read(
                        StoreGroup.GOVERNOR,
                        NO_KEY,
                        ReadProtocol.CALLS,
                        video.divine.media.avro.read.CallsAtStream.class)
                .map(
                        it ->
                                new CallsAtStream(
                                        it.getRow(), it.getUserLeft(), it.getBackgroundLeft()));
    }

    @Override
    public Mono<LedgerRow> storage() {
        return partitions.read(StoreGroup.CLAIMS, NO_KEY, ReadProtocol.STORAGE, LedgerRow.class);
    }

    @Override
    public boolean isReady() {
        return neighbours.isReady();
    }

    @Override
    public void close() {
        neighbours.close();
    }
}
