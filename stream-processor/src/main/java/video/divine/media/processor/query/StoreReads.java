package video.divine.media.processor.query;

import video.divine.media.avro.GovernorRow;
import video.divine.media.avro.LedgerRow;
import video.divine.media.avro.ParkedNotice;
import video.divine.media.avro.PublisherCounters;
import video.divine.media.avro.Video;
import video.divine.media.avro.VideoEvent;
import video.divine.media.avro.WatchRow;
import video.divine.media.processor.domain.Pubkey;
import video.divine.media.processor.domain.QuotaStatus;
import video.divine.media.processor.domain.Uid;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Reads of the stores of one process. Every call may read a disk, so none belongs on an event loop.
 * A store that cannot tell throws a {@link StoreUnavailableException}; what an empty answer means
 * is up to whose stores they are ({@link Served}).
 */
public interface StoreReads {
    /** The video of that uid, deleted ones included. */
    Optional<Video> video(Uid uid);

    /** What happened to the video, oldest first. Empty where there is no such video. */
    List<VideoEvent> history(Uid uid);

    /**
     * The video that an alias belongs to; an alias that is only reserved belongs to none.
     *
     * @param key of the alias index, {@code sha256:…}, {@code vine:…} or {@code url:…}
     */
    Optional<Uid> lookup(String key);

    /**
     * What the publisher used of the clock hour that {@code now} lies in; empty where there is no
     * row, which is {@link LocalStores#unused} if nobody has a later one.
     */
    Optional<QuotaStatus> knownQuota(Pubkey pubkey, int limit, Instant now);

    /** The account's storage; empty where no upload ever reserved any and Stream was not asked. */
    Optional<LedgerRow> ledger();

    /**
     * The account's calls to Stream that count at {@code now}; empty where nobody asked for any.
     */
    Optional<CallsAtStream> governor(Instant now);

    /** The publisher's newest videos, newest first. */
    List<Video> videosOf(Pubkey pubkey, int limit);

    /**
     * The publisher's videos, newest first, those after a given one.
     *
     * @param createdAt of the last row of the page before
     * @param uid of the last row of the page before
     */
    List<Video> videosOf(Pubkey pubkey, Instant createdAt, Uid uid, int limit);

    /** The publisher's counters; empty where the publisher never uploaded. */
    Optional<PublisherCounters> counters(Pubkey pubkey);

    /**
     * The videos that stand still for longer than they should, of the partitions that run here: one
     * process knows only its own. Goes through all open videos, so it is for operators.
     *
     * @param wanted whether anybody waits for it still; where not, it ends with a {@link
     *     StoreUnavailableException}
     */
    Found<StuckVideo> stuckVideosHere(int limit, BooleanSupplier wanted);

    /** The notices that wait for a registration, of the partitions that run here. */
    Found<WaitingNotice> parkedNoticesHere(int limit);

    /**
     * Rows of a part of the partitions.
     *
     * @param partitions that were read, to their end but for the last one
     */
    record Found<T>(Set<Integer> partitions, List<T> rows) {}

    /** A video that stands still, and how long Stream was asked in vain. */
    record StuckVideo(Uid uid, WatchRow watch) {}

    /** What Stream said of a video that nobody has registered. */
    record WaitingNotice(Uid uid, ParkedNotice notice) {}

    /**
     * The account's calls.
     *
     * @param row with what counts now
     * @param userLeft how many calls somebody who waits could be granted
     * @param backgroundLeft how many calls could be granted to work that nobody waits for
     */
    record CallsAtStream(GovernorRow row, int userLeft, int backgroundLeft) {}
}
