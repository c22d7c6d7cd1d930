package video.divine.media.processor.domain.claims;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The account's storage at Stream: the sum of the shares of all uploads, and what Stream itself
 * says.
 *
 * @param reserved in seconds, by uploads that are not settled
 * @param used by the videos that are known here
 * @param reported what Stream said last; empty where it was never asked
 */
public record Ledger(long reserved, Duration used, Optional<Report> reported) {
    /** Stream is asked far more often: what is older says little of what there is now. */
    static final Duration REPORT_HOLDS = Duration.ofHours(1);

    public static final Ledger EMPTY = new Ledger(0, Duration.ZERO, Optional.empty());

    /**
     * Stream's word.
     *
     * @param used by all videos of the account, those that nobody here knows included
     * @param limit empty where Stream names none
     * @param at the log's time of the record
     */
    public record Report(Duration used, Optional<Duration> limit, Instant at) {}

    /**
     * Whether {@code seconds} more fit, under this deployment's own limit and under Stream's.
     * Nothing always fits: a gateway from before there was a ledger reserves nothing, and would not
     * understand the refusal.
     *
     * @param limit of the deployment; empty where it has none
     * @param now the log's time: an old report is not held against the upload
     */
    boolean hasRoomFor(int seconds, Optional<Duration> limit, Instant now) {
        return seconds == 0
                || (limit.map(most -> fits(seconds, used, most)).orElse(true)
                        && reported.filter(report -> !report.at().plus(REPORT_HOLDS).isBefore(now))
                                .map(report -> fits(seconds, report))
                                .orElse(true));
    }

    /**
     * Stream's report lags and ours lacks what others uploaded: whichever is more is believed. What
     * is reserved comes on top, as Stream reports it only once it was uploaded.
     */
    private boolean fits(int seconds, Report report) {
        var taken = used.compareTo(report.used()) > 0 ? used : report.used();
        return report.limit().map(most -> fits(seconds, taken, most)).orElse(true);
    }

    private boolean fits(int seconds, Duration taken, Duration most) {
        return taken.plusSeconds(reserved).plusSeconds(seconds).compareTo(most) <= 0;
    }

    Ledger with(Share share) {
        return new Ledger(reserved + share.reserved(), used.plus(share.used()), reported);
    }

    Ledger without(Share share) {
        return new Ledger(reserved - share.reserved(), used.minus(share.used()), reported);
    }

    Ledger reported(Report report) {
        return new Ledger(reserved, used, Optional.of(report));
    }
}
