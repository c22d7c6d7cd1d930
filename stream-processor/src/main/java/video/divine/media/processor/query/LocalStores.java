package video.divine.media.processor.query;

import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.query.FailureReason;
import org.apache.kafka.streams.query.KeyQuery;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.query.RangeQuery;
import org.apache.kafka.streams.query.StateQueryRequest;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

import video.divine.media.avro.GovernorRow;
import video.divine.media.avro.LedgerRow;
import video.divine.media.avro.ParkedNotice;
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
import video.divine.media.processor.topology.StoreKeys;
import video.divine.media.processor.topology.TopologyNames;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads of the stores that run in this process. Every call may read a disk, so none belongs on an
 * event loop. An empty answer means that there is no such row; a store that cannot tell throws.
 *
 * @see StoreUnavailableException
 */
public final class LocalStores {
    private static final int CLAIMS_PARTITION = 0;
    private static final int GOVERNOR_PARTITION = 0;

    private static final Store<String, Registered> VIDEO_STORE =
            new Store<>(TopologyNames.VIDEO_STORE);
    private static final Store<Bytes, LogEntry> HISTORY_STORE =
            new Store<>(TopologyNames.HISTORY_STORE);
    private static final Store<String, AliasHolder> ALIAS_STORE =
            new Store<>(TopologyNames.ALIAS_STORE);
    private static final Store<String, QuotaUse> QUOTA_STORE =
            new Store<>(TopologyNames.QUOTA_STORE);
    private static final Store<String, Ledger> LEDGER_STORE =
            new Store<>(TopologyNames.LEDGER_STORE);
    private static final Store<String, Budget> GOVERNOR_STORE =
            new Store<>(TopologyNames.GOVERNOR_STORE);
    private static final Store<String, Watch> WATCH_STORE = new Store<>(TopologyNames.WATCH_STORE);
    private static final Store<String, Parked> PARKED_STORE =
            new Store<>(TopologyNames.PARKED_STORE);
    private static final Store<Bytes, Registered> PUBLISHER_VIDEO_STORE =
            new Store<>(TopologyNames.PUBLISHER_VIDEO_STORE);
    private static final Store<
                    String, video.divine.media.processor.domain.publisher.PublisherCounters>
            PUBLISHER_COUNTER_STORE = new Store<>(TopologyNames.PUBLISHER_COUNTER_STORE);

    /** A store's name with the types of its rows, which the topology gives them. */
    private record Store<K, V>(String name) {
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

    public LocalStores(KafkaStreams streams, int partitions) {
        this.streams = streams;
        this.partitions = partitions;
    }

    /** The video of that uid, deleted ones included. */
    public Optional<Video> video(Uid uid) {
        return Optional.ofNullable(row(VIDEO_STORE, uid.value(), partitionOf(uid.value())))
                .map(MediaSerdes::visible);
    }

    /** What happened to the video, oldest first. Empty where there is no such video. */
    public List<VideoEvent> history(Uid uid) {
        return range(
                HISTORY_STORE,
                StoreKeys.history(uid, 0),
                StoreKeys.afterHistory(uid),
                partitionOf(uid.value()),
                Integer.MAX_VALUE,
                MediaSerdes::visible);
    }

    /**
     * The video that an alias belongs to; an alias that is only reserved belongs to none.
     *
     * @param key of the alias index, {@code sha256:…}, {@code vine:…} or {@code url:…}
     */
    public Optional<Uid> lookup(String key) {
        return switch (row(ALIAS_STORE, key, CLAIMS_PARTITION)) {
            case AliasHolder.Bound(var uid) -> Optional.of(uid);
            case AliasHolder.Reserved _ -> Optional.empty();
            case null -> Optional.empty();
        };
    }

    /** What the publisher used of the clock hour that {@code now} lies in. */
    public QuotaStatus quota(Pubkey pubkey, int limit, Instant now) {
        var use = row(QUOTA_STORE, pubkey.hex(), CLAIMS_PARTITION);
        return (use == null ? QuotaUse.NONE : use).in(QuotaUse.hourOf(now)).status(limit);
    }

    /** The account's storage; empty where no upload ever reserved any and Stream was not asked. */
    public Optional<LedgerRow> ledger() {
        return Optional.ofNullable(row(LEDGER_STORE, StoreKeys.ACCOUNT, CLAIMS_PARTITION))
                .map(MediaSerdes::visible);
    }

    /**
     * The account's calls to Stream that count at {@code now}; empty where nobody asked for any.
     */
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

    /** The publisher's newest videos, newest first. */
    public List<Video> videosOf(Pubkey pubkey, int limit) {
        return videosOf(pubkey, StoreKeys.beforeVideosOf(pubkey), limit);
    }

    /**
     * The publisher's videos, newest first, those after a given one.
     *
     * @param createdAt of the last row of the page before
     * @param uid of the last row of the page before
     */
    public List<Video> videosOf(Pubkey pubkey, Instant createdAt, Uid uid, int limit) {
        return videosOf(
                pubkey, StoreKeys.after(StoreKeys.publisherVideo(pubkey, createdAt, uid)), limit);
    }

    private List<Video> videosOf(Pubkey pubkey, Bytes from, int limit) {
        return range(
                PUBLISHER_VIDEO_STORE,
                from,
                StoreKeys.afterVideosOf(pubkey),
                partitionOf(pubkey.hex()),
                limit,
                MediaSerdes::visible);
    }

    /** The publisher's counters; empty where the publisher never uploaded. */
    public Optional<PublisherCounters> counters(Pubkey pubkey) {
        return Optional.ofNullable(
                        this
                                .<String,
                                        video.divine.media.processor.domain.publisher
                                                .PublisherCounters>
                                        row(
                                                PUBLISHER_COUNTER_STORE,
                                                pubkey.hex(),
                                                partitionOf(pubkey.hex())))
                .map(MediaSerdes::visible);
    }

    /** When Stream is asked about the video next; empty where the video has reached an end. */
    public Optional<WatchRow> watch(Uid uid) {
        return Optional.ofNullable(row(WATCH_STORE, uid.value(), partitionOf(uid.value())))
                .map(MediaSerdes::visible);
    }

    /**
     * The videos that stand still for longer than they should, of the partitions that serve here:
     * one host knows only its own. Goes through all open videos, so it is for operators.
     */
    public List<StuckVideo> stuckVideos(int limit) {
        return everywhere(
                WATCH_STORE,
                limit,
                row ->
                        row.value.alarmed()
                                ? Optional.of(
                                        new StuckVideo(
                                                new Uid(row.key), MediaSerdes.visible(row.value)))
                                : Optional.empty());
    }

    /** The notices that wait for a registration, of the partitions that serve here. */
    public List<WaitingNotice> parkedNotices(int limit) {
        return everywhere(
                PARKED_STORE,
                limit,
                row ->
                        Optional.of(
                                new WaitingNotice(
                                        new Uid(row.key), MediaSerdes.visible(row.value))));
    }

    /** A video that stands still, and how long Stream was asked in vain. */
    public record StuckVideo(Uid uid, WatchRow watch) {}

    /** What Stream said of a video that nobody has registered. */
    public record WaitingNotice(Uid uid, ParkedNotice notice) {}

    /**
     * The account's calls.
     *
     * @param row with what counts now
     * @param userLeft how many calls somebody who waits could be granted
     * @param backgroundLeft how many calls could be granted to work that nobody waits for
     */
    public record CallsAtStream(GovernorRow row, int userLeft, int backgroundLeft) {}

    /** The default partitioner's: murmur2 of the key's bytes. */
    private int partitionOf(String key) {
        return BuiltInPartitioner.partitionForKey(key.getBytes(StandardCharsets.UTF_8), partitions);
    }

    private <K, V> @Nullable V row(Store<K, V> store, K key, int partition) {
        return ask(store.name(), store.row(key), partition);
    }

    private <V, R> List<R> range(
            Store<Bytes, V> store,
            Bytes from,
            Bytes to,
            int partition,
            int limit,
            Function<V, R> see) {
        var rows = new ArrayList<R>();
        KeyValueIterator<Bytes, V> iterator = ask(store.name(), store.rows(from, to), partition);
        if (iterator == null) {
            throw new StoreUnavailableException(store.name() + " gave no rows");
        }
        try (iterator) {
            while (iterator.hasNext() && rows.size() < limit) {
                rows.add(see.apply(iterator.next().value));
            }
        } catch (InvalidStateStoreException e) {
            throw new StoreUnavailableException(store.name() + " closed during the read", e);
        }
        return rows;
    }

    private <V, R> List<R> everywhere(
            Store<String, V> store, int limit, Function<KeyValue<String, V>, Optional<R>> see) {
        var rows = new ArrayList<R>();
        for (var partition = 0; partition < partitions && rows.size() < limit; partition++) {
            KeyValueIterator<String, V> iterator = askIfHere(store.name(), store.rows(), partition);
            if (iterator != null) {
                try (iterator) {
                    while (iterator.hasNext() && rows.size() < limit) {
                        see.apply(iterator.next()).ifPresent(rows::add);
                    }
                } catch (InvalidStateStoreException e) {
                    throw new StoreUnavailableException(
                            store.name() + " closed during the read", e);
                }
            }
        }
        return rows;
    }

    /** Null where the partition is active elsewhere. */
    private <R> @Nullable R askIfHere(String store, Query<R> query, int partition) {
        try {
            var answer = results(store, query, partition);
            if (answer == null || isElsewhere(answer)) {
                return null;
            }
            return resultOf(answer, store, partition);
        } catch (InvalidStateStoreException e) {
            throw new StoreUnavailableException(store + "-" + partition + " is not running", e);
        }
    }

    private <R> @Nullable R ask(String store, Query<R> query, int partition) {
        try {
            var answer = results(store, query, partition);
            if (answer == null) {
                throw new StoreUnavailableException(
                        store + "-" + partition + " is not on this instance");
            }
            return resultOf(answer, store, partition);
        } catch (InvalidStateStoreException e) {
            // Not started and stopped are kinds of it.
            throw new StoreUnavailableException(store + "-" + partition + " is not running", e);
        }
    }

    private <R> @Nullable QueryResult<R> results(String store, Query<R> query, int partition) {
        return streams.query(
                        StateQueryRequest.inStore(store)
                                .withQuery(query)
                                .withPartitions(Set.of(partition))
                                .requireActive())
                .getPartitionResults()
                .get(partition);
    }

    private static boolean isElsewhere(QueryResult<?> answer) {
        return answer.isFailure()
                && (answer.getFailureReason() == FailureReason.NOT_PRESENT
                        || answer.getFailureReason() == FailureReason.NOT_ACTIVE);
    }

    private static <R> @Nullable R resultOf(QueryResult<R> answer, String store, int partition) {
        if (answer.isFailure()) {
            throw new StoreUnavailableException(
                    store + "-" + partition + ": " + answer.getFailureMessage());
        }
        return answer.getResult();
    }
}
