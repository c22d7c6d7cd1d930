package video.divine.media.processor.query;

import org.jspecify.annotations.Nullable;

import video.divine.media.processor.query.StreamsView.Place;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Whether the copies here could stand in for their owners. Each has to come near its owner once
 * since it came here. From then on it may trail behind in a burst; one that comes anew, because
 * somebody else has gone, has to come near first.
 */
final class CatchUp {
    /** Records; what a gateway reads from by default. */
    static final long NEAR = 1_000;

    /** Of a process whose brokers answer no longer nobody knows how it stands. */
    static final Duration STALE = Duration.ofSeconds(30);

    /** A process without any copy may be about to get some. */
    static final Duration MOMENT = Duration.ofSeconds(5);

    private record Last(long at, boolean isEmpty, boolean isNear) {}

    /** Of the thread that measures. */
    private final Set<Place> near = new HashSet<>();

    private volatile @Nullable Last last;

    /**
     * How far the copies are behind.
     *
     * @param at when that was asked for
     * @param lags of active ones as well, which have none unless they are restored
     */
    void measured(long at, Map<Place, Long> lags, Set<Place> standbys) {
        var here = new HashSet<>(lags.keySet());
        here.addAll(standbys);
        near.retainAll(here);
        lags.forEach(
                (place, lag) -> {
                    if (lag <= NEAR) {
                        near.add(place);
                    } else if (!standbys.contains(place)) {
                        // An active one that begins again, its stores having been deleted.
                        near.remove(place);
                    }
                });
        last = new Last(at, here.isEmpty(), near.containsAll(here));
    }

    /**
     * Whether they could.
     *
     * @param since when this process began to run what it now has
     */
    boolean isDone(long since, long now) {
        var it = last;
        return it != null
                && it.at() - since > 0
                && now - it.at() <= STALE.toNanos()
                && it.isNear()
                && (!it.isEmpty() || now - since >= MOMENT.toNanos());
    }
}
