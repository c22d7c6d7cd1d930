package video.divine.media.gateway.query;

import reactor.core.publisher.Mono;

import video.divine.media.avro.GovernorRow;
import video.divine.media.avro.LedgerRow;
import video.divine.media.avro.ParkedNotice;
import video.divine.media.avro.WatchRow;

import java.util.List;

/** Reads for operators, who see what clients do not. Failures are those of {@link MediaReads}. */
public interface OperatorReads {
    /**
     * Notices of videos that nobody has registered here, in no particular order.
     *
     * @param limit at most so many
     */
    Mono<List<Parked>> parkedNotices(int limit);

    /**
     * Videos that have stood still for longer than their state should last ({@link
     * WatchRow#getAlarmed()}), in no particular order.
     *
     * @param limit at most so many
     */
    Mono<List<Stuck>> stuckVideos(int limit);

    /** The account's calls to Stream; empty where none was ever leased. */
    Mono<CallsAtStream> calls();

    /** The account's storage at Stream; empty where nothing is known of it. */
    Mono<LedgerRow> storage();

    /** A notice, and of which video. */
    record Parked(String uid, ParkedNotice row) {}

    /** A watch, and of which video. */
    record Stuck(String uid, WatchRow row) {}

    /**
     * The governor's row and what its rules make of it; those are the processor's.
     *
     * @param row with the slices that still count now
     * @param userLeft how many calls somebody who waits could be granted now
     * @param backgroundLeft how many calls could be granted now to work that nobody waits for
     */
    record CallsAtStream(GovernorRow row, int userLeft, int backgroundLeft) {}
}
