package video.divine.media.gateway.remote;

import video.divine.media.gateway.remote.PartitionMap.Copy;

import java.net.URI;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * Whom to ask for a partition, in which order: the active one; then the copies, the nearest first;
 * and whoever did not answer the last time after all others.
 */
final class Routing {
    private static final Comparator<Copy> NEAREST =
            Comparator.comparing(Copy::isActive)
                    .reversed()
                    .thenComparingLong(copy -> copy.lag().orElse(Long.MAX_VALUE))
                    // Anything, but always the same.
                    .thenComparing(Copy::host);

    private Routing() {}

    /**
     * One to ask.
     *
     * @param maxLag that it may be behind; empty where it is asked as the active one. If it is not
     *     any more, it has not the last word, and its successor is asked first
     */
    record Ask(URI host, OptionalLong maxLag) {}

    /**
     * All that is worth a try. How far a copy is behind may have changed since it was said, so that
     * a distant one is asked as well, and decides by itself.
     */
    static List<Ask> order(List<Copy> copies, Collection<URI> gone, long maxLag) {
        return copies.stream()
                .sorted(
                        Comparator.<Copy, Boolean>comparing(it -> gone.contains(it.host()))
                                .thenComparing(NEAREST))
                .map(
                        copy ->
                                new Ask(
                                        copy.host(),
                                        copy.isActive()
                                                ? OptionalLong.empty()
                                                : OptionalLong.of(maxLag)))
                .toList();
    }
}
