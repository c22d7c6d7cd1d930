package video.divine.media.gateway.task;

import video.divine.media.gateway.cloudflare.StreamApi;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When the videos that are to be asked about are listed. A list costs one call, for one video as
 * for a hundred, and all gateways share one budget: so the next one waits for more questions.
 */
final class ListPace {
    /**
     * Between two lists of a gateway that reads all tasks: 150 in five minutes, an eighth of the
     * account's calls. Where several share the tasks, each waits as much longer.
     */
    static final Duration ALONE = Duration.ofSeconds(2);

    /** However many share the tasks: eight gateways make 240 lists in five minutes. */
    static final Duration LONGEST = Duration.ofSeconds(10);

    /** What is put out in the same look of the processor comes within that time. */
    static final Duration TOGETHER = Duration.ofSeconds(1);

    private final Duration alone;
    private final LongSupplier nanos;
    private long listed;
    private long since;
    private boolean waiting;

    ListPace(Duration alone, LongSupplier nanos) {
        this.alone = alone;
        this.nanos = nanos;
        this.listed = nanos.getAsLong() - LONGEST.toNanos();
    }

    /**
     * How long the questions have to wait; zero or less where they are to be asked now.
     *
     * @param questions above zero
     * @param all partitions of the tasks
     * @param ours of them
     */
    Duration left(int questions, int all, int ours) {
        long now = nanos.getAsLong();
        if (!waiting) {
            waiting = true;
            since = now;
        }
        if (questions >= StreamApi.MOST_VIDEOS) {
            return Duration.ZERO;
        }
        var together = TOGETHER.minusNanos(now - since);
        var next = between(all, ours).minusNanos(now - listed);
        return together.compareTo(next) > 0 ? together : next;
    }

    private Duration between(int all, int ours) {
        var share = alone.multipliedBy(all).dividedBy(Math.max(1, ours));
        return share.compareTo(LONGEST) < 0 ? share : LONGEST;
    }

    /** All questions are asked now. */
    void listed() {
        listed = nanos.getAsLong();
        waiting = false;
    }

    /** There are none any more. */
    void nothingWaits() {
        waiting = false;
    }
}
