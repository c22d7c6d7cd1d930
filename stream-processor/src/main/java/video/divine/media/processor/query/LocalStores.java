package video.divine.media.processor.query;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.query.FailureReason;
import org.apache.kafka.streams.query.KeyQuery;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.query.RangeQuery;
import org.apache.kafka.streams.query.StateQueryRequest;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

import video.divine.media.avro.LedgerRow;
import video.divine.media.avro.PublisherCounters;
import video.divine.media.avro.Video;
import video.divine.media.avro.VideoEvent;
import video.divine.media.avro.WatchRow;
import video.divine.media.processor.codec.MediaSerdes;
import video.divine.media.processor.domain.Pubkey;
import video.divine.media.processor.domain.QuotaStatus;
import video.divine.media.processor.domain.Uid;
import video.divine.media.processor.domain.claims.AliasHolder;
import video.divine.media.processor.domain.claims.Ledger;
import video.divine.media.processor.domain.claims.QuotaUse;
import video.divine.media.processor.domain.governor.Budget;
import video.divine.media.processor.domain.governor.CallPriority;
import video.divine.media.processor.domain.video.LogEntry;
import video.divine.media.processor.domain.video.Parked;
import video.divine.media.processor.domain.video.VideoState.Registered;
import video.divine.media.processor.domain.watch.Watch;
import video.divine.media.processor.topology.RunningTasks;
import video.divine.media.processor.topology.StoreKeys;
import video.divine.media.processor.topology.TaskGroup;
import video.divine.media.processor.topology.TopologyNames;
import video.divine.media.schemas.read.Refused;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads of the stores of a {@link KafkaStreams}. Those of {@link #active} are of the tasks that run
 * in this process, before and after the read: an empty answer means that there is no such row, and
 * a store that cannot tell throws. Those of {@link #any} take what is here, standbys and stores
 * that are being restored as well, and their empty answers mean nothing.
 */
public final class LocalStores implements StoreReads {
    private static final int CLAIMS_PARTITION = 0;
    private static final int GOVERNOR_PARTITION = 0;

    private static final Store<String, Registered> VIDEO_STORE =
            new Store<>(TaskGroup.VIDEOS, TopologyNames.VIDEO_STORE);
    private static final Store<Bytes, LogEntry> HISTORY_STORE =
            new Store<>(TaskGroup.VIDEOS, TopologyNames.HISTORY_STORE);
    private static final Store<String, AliasHolder> ALIAS_STORE =
            new Store<>(TaskGroup.CLAIMS, TopologyNames.ALIAS_STORE);
    private static final Store<String, QuotaUse> QUOTA_STORE =
            new Store<>(TaskGroup.CLAIMS, TopologyNames.QUOTA_STORE);
    private static final Store<String, Ledger> LEDGER_STORE =
            new Store<>(TaskGroup.CLAIMS, TopologyNames.LEDGER_STORE);
    private static final Store<String, Budget> GOVERNOR_STORE =
            new Store<>(TaskGroup.GOVERNOR, TopologyNames.GOVERNOR_STORE);
    private static final Store<String, Watch> WATCH_STORE =
            new Store<>(TaskGroup.VIDEOS, TopologyNames.WATCH_STORE);
    private static final Store<String, Parked> PARKED_STORE =
            new Store<>(TaskGroup.VIDEOS, TopologyNames.PARKED_STORE);
    private static final Store<Bytes, Registered> PUBLISHER_VIDEO_STORE =
            new Store<>(TaskGroup.PUBLISHERS, TopologyNames.PUBLISHER_VIDEO_STORE);
    private static final Store<
                    String, video.divine.media.processor.domain.publisher.PublisherCounters>
            PUBLISHER_COUNTER_STORE =
                    new Store<>(TaskGroup.PUBLISHERS, TopologyNames.PUBLISHER_COUNTER_STORE);

    /** A store's name with the types of its rows, which the topology gives them. */
    private record Store<K, V>(TaskGroup group, String name) {
        KeyQuery<K, V> row(K key) {
            return KeyQuery.withKey(key);
        }

        RangeQuery<K, V> rows(K from, K to) {
            return RangeQuery.withRange(from, to);
        }

        RangeQuery<K, V> rows() {
            return RangeQuery.withNoBounds();
        }
    }

    private final KafkaStreams streams;
    private final int partitions;
    private final RunningTasks running;
    private final boolean activeOnly;

    private LocalStores(
            KafkaStreams streams, int partitions, RunningTasks running, boolean activeOnly) {
        this.streams = streams;
        this.partitions = partitions;
        this.running = running;
        this.activeOnly = activeOnly;
    }

    /** The stores of tasks that run in this process. */
    public static LocalStores active(KafkaStreams streams, int partitions, RunningTasks running) {
        return new LocalStores(streams, partitions, running, true);
    }

    /** Whatever copy is in this process. */
    static LocalStores any(KafkaStreams streams, int partitions, RunningTasks running) {
        return new LocalStores(streams, partitions, running, false);
    }

    @Override
    public Optional<Video> video(Uid uid) {
        return Optional.ofNullable(
                        row(VIDEO_STORE, uid.value(), KeyPartitions.of(uid.value(), partitions)))
                .map(MediaSerdes::visible);
    }

    @Override
    public List<VideoEvent> history(Uid uid) {
        return range(
                HISTORY_STORE,
                StoreKeys.history(uid, 0),
                StoreKeys.afterHistory(uid),
                KeyPartitions.of(uid.value(), partitions),
                Integer.MAX_VALUE,
                MediaSerdes::visible);
    }

    @Override
    public Optional<Uid> lookup(String key) {
        return switch (row(ALIAS_STORE, key, CLAIMS_PARTITION)) {
            case AliasHolder.Bound(var uid) -> Optional.of(uid);
            case AliasHolder.Reserved _ -> Optional.empty();
            case null -> Optional.empty();
        };
    }

    /** What the publisher used of the clock hour that {@code now} lies in. */
    public QuotaStatus quota(Pubkey pubkey, int limit, Instant now) {
        return knownQuota(pubkey, limit, now).orElseGet(() -> unused(limit, now));
    }

    @Override
    public Optional<QuotaStatus> knownQuota(Pubkey pubkey, int limit, Instant now) {
        return Optional.ofNullable(row(QUOTA_STORE, pubkey.hex(), CLAIMS_PARTITION))
                .map(use -> use.in(QuotaUse.hourOf(now)).status(limit));
    }

    /** The quota of a publisher without a row. */
    public static QuotaStatus unused(int limit, Instant now) {
        return QuotaUse.NONE.in(QuotaUse.hourOf(now)).status(limit);
    }

    @Override
    public Optional<LedgerRow> ledger() {
        return Optional.ofNullable(row(LEDGER_STORE, StoreKeys.ACCOUNT, CLAIMS_PARTITION))
                .map(MediaSerdes::visible);
    }

    @Override
    public Optional<CallsAtStream> governor(Instant now) {
        return Optional.ofNullable(row(GOVERNOR_STORE, StoreKeys.ACCOUNT, GOVERNOR_PARTITION))
                .map(budget -> budget.at(now))
                .map(
                        budget ->
                                new CallsAtStream(
                                        MediaSerdes.visible(budget),
                                        budget.left(CallPriority.USER),
                                        budget.left(CallPriority.BACKGROUND)));
    }

    @Override
    public List<Video> videosOf(Pubkey pubkey, int limit) {
        return videosOf(pubkey, StoreKeys.beforeVideosOf(pubkey), limit);
    }

    @Override
    public List<Video> videosOf(Pubkey pubkey, Instant createdAt, Uid uid, int limit) {
        return videosOf(
                pubkey, StoreKeys.after(StoreKeys.publisherVideo(pubkey, createdAt, uid)), limit);
    }

    private List<Video> videosOf(Pubkey pubkey, Bytes from, int limit) {
        return range(
                PUBLISHER_VIDEO_STORE,
                from,
                StoreKeys.afterVideosOf(pubkey),
                KeyPartitions.of(pubkey.hex(), partitions),
                limit,
                MediaSerdes::visible);
    }

    @Override
    public Optional<PublisherCounters> counters(Pubkey pubkey) {
        return Optional.ofNullable(
                        this
                                .<String,
                                        video.divine.media.processor.domain.publisher
                                                .PublisherCounters>
                                        row(
                                                PUBLISHER_COUNTER_STORE,
                                                pubkey.hex(),
                                                KeyPartitions.of(pubkey.hex(), partitions)))
                .map(MediaSerdes::visible);
    }

    /** When Stream is asked about the video next; empty where the video has reached an end. */
    public Optional<WatchRow> watch(Uid uid) {
        return Optional.ofNullable(
                        row(WATCH_STORE, uid.value(), KeyPartitions.of(uid.value(), partitions)))
                .map(MediaSerdes::visible);
    }

    /** The videos that stand still for longer than they should, of what runs here. */
    public List<StuckVideo> stuckVideos(int limit) {
        return stuckVideosHere(limit, () -> true).rows();
    }

    @Override
    public Found<StuckVideo> stuckVideosHere(int limit, BooleanSupplier wanted) {
        return everywhere(
                WATCH_STORE,
                limit,
                row -> {
                    requireWanted(wanted);
                    return row.value.alarmed()
                            ? Optional.of(
                                    new StuckVideo(
                                            new Uid(row.key), MediaSerdes.visible(row.value)))
                            : Optional.empty();
                });
    }

    private static void requireWanted(BooleanSupplier wanted) {
        if (!wanted.getAsBoolean()) {
            throw new StoreUnavailableException(
                    Refused.OVERLOADED, "a scan of a store took too long, or nobody waits for it");
        }
    }

    /** The notices that wait for a registration, of what runs here. */
    public List<WaitingNotice> parkedNotices(int limit) {
        return parkedNoticesHere(limit).rows();
    }

    @Override
    public Found<WaitingNotice> parkedNoticesHere(int limit) {
        return everywhere(
                PARKED_STORE,
                limit,
                row ->
                        Optional.of(
                                new WaitingNotice(
                                        new Uid(row.key), MediaSerdes.visible(row.value))));
    }

    private <K, V> @Nullable V row(Store<K, V> store, K key, int partition) {
        return guarded(store, partition, () -> ask(store.name(), store.row(key), partition));
    }

    private <V, R> List<R> range(
            Store<Bytes, V> store,
            Bytes from,
            Bytes to,
            int partition,
            int limit,
            Function<V, R> see) {
        return rows(
                store,
                store.rows(from, to),
                partition,
                limit,
                row -> Optional.of(see.apply(row.value)));
    }

    private <V, R> Found<R> everywhere(
            Store<String, V> store, int limit, Function<KeyValue<String, V>, Optional<R>> see) {
        var read = new TreeSet<Integer>();
        var rows = new ArrayList<R>();
        for (var partition : running.partitions(store.group())) {
            if (rows.size() < limit) {
                rows.addAll(rows(store, store.rows(), partition, limit - rows.size(), see));
                read.add(partition);
            }
        }
        return new Found<>(read, rows);
    }

    private <K, V, R> List<R> rows(
            Store<K, V> store,
            RangeQuery<K, V> query,
            int partition,
            int limit,
            Function<KeyValue<K, V>, Optional<R>> see) {
        return guarded(
                store,
                partition,
                () -> {
                    KeyValueIterator<K, V> iterator = ask(store.name(), query, partition);
                    if (iterator == null) {
                        throw new StoreUnavailableException(
                                Refused.UNAVAILABLE, store.name() + " gave no rows");
                    }
                    var rows = new ArrayList<R>();
                    try (iterator) {
                        while (iterator.hasNext() && rows.size() < limit) {
                            see.apply(iterator.next()).ifPresent(rows::add);
                        }
                    } catch (InvalidStateStoreException e) {
                        throw new StoreUnavailableException(
                                Refused.MOVED, store.name() + " closed during the read", e);
                    }
                    return rows;
                });
    }

    /** One that ran before the read and still does has run all the while. */
    private <R extends @Nullable Object> R guarded(
            Store<?, ?> store, int partition, Supplier<R> read) {
        if (!activeOnly) {
            return read.get();
        }
        var run =
                running.run(store.group(), partition)
                        .orElseThrow(
                                () ->
                                        new StoreUnavailableException(
                                                Refused.NOT_ACTIVE,
                                                store.name()
                                                        + "-"
                                                        + partition
                                                        + " is not active on this instance"));
        var answer = read.get();
        if (!running.isStill(run)) {
            throw new StoreUnavailableException(
                    Refused.MOVED, store.name() + "-" + partition + " stopped during the read");
        }
        return answer;
    }

    private <R> @Nullable R ask(String store, Query<R> query, int partition) {
        try {
            var answer =
                    streams.query(
                                    StateQueryRequest.inStore(store)
                                            .withQuery(query)
                                            .withPartitions(Set.of(partition)))
                            .getPartitionResults()
                            .get(partition);
            if (answer == null || answer.isFailure()) {
                throw new StoreUnavailableException(
                        answer != null && answer.getFailureReason() != FailureReason.NOT_PRESENT
                                ? Refused.UNAVAILABLE
                                : Refused.NOT_HERE,
                        store
                                + "-"
                                + partition
                                + ": "
                                + (answer == null ? "no answer" : answer.getFailureMessage()));
            }
            return answer.getResult();
        } catch (InvalidStateStoreException e) {
            // Not started and stopped are kinds of it.
            throw new StoreUnavailableException(
                    Refused.UNAVAILABLE, store + "-" + partition + " is not running", e);
        }
    }
}
