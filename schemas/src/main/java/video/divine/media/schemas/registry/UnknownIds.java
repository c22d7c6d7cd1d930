package video.divine.media.schemas.registry;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The ids a registry has lately said it does not know: without it, each record of a poisoned topic
 * would be a call. Bounded in time and number.
 */
final class UnknownIds {
    private final InstantSource clock;
    private final Duration ttl;
    private final Map<Integer, Instant> until;

    UnknownIds(InstantSource clock, Duration ttl, int capacity) {
        this.clock = clock;
        this.ttl = ttl;
        this.until =
                new LinkedHashMap<>() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    protected boolean removeEldestEntry(Map.Entry<Integer, Instant> eldest) {
                        return size() > capacity;
                    }
                };
    }

    synchronized void add(int id) {
        until.put(id, clock.instant().plus(ttl));
    }

    synchronized void remove(int id) {
        until.remove(id);
    }

    synchronized boolean contains(int id) {
        Instant end = until.get(id);
        if (end == null) {
            return false;
        }
        if (clock.instant().isBefore(end)) {
            return true;
        }
        until.remove(id);
        return false;
    }
}
