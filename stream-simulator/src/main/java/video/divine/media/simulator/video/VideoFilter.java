package video.divine.media.simulator.video;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a listing asks for. Empty sets and absent values do not restrict.
 *
 * @param after created at or after this instant
 * @param before created before this instant
 * @param names a uid or a {@code meta.name}, exactly
 * @param search every word occurs in {@code meta.name}, whatever its case
 * @param videoName {@code meta.name}, exactly
 * @param vod whether uploaded videos are wanted at all: there is no live video here
 * @param limit the most videos returned; it does not touch the count of the matching ones
 */
public record VideoFilter(
        Set<String> uids,
        Set<String> names,
        Set<VideoState> states,
        Optional<Instant> after,
        Optional<Instant> before,
        Optional<String> creator,
        Optional<String> search,
        Optional<String> videoName,
        boolean vod,
        boolean ascending,
        int limit) {

    private static final Comparator<Video> OLDEST_FIRST =
            Comparator.comparing(Video::created).thenComparing(Video::uid);

    /**
     * One answer to a listing.
     *
     * @param videos at most {@code limit} of them, newest first unless {@code ascending}
     * @param total how many match
     */
    public record Page(List<Video> videos, int total) {}

    public Page apply(Stream<Video> all) {
        var order = ascending ? OLDEST_FIRST : OLDEST_FIRST.reversed();
        var matching = all.filter(this::matches).sorted(order).toList();
        return new Page(matching.stream().limit(limit).toList(), matching.size());
    }

    private boolean matches(Video video) {
        var name = video.options().name();
        return vod
                && (uids.isEmpty() || uids.contains(video.uid()))
                && (names.isEmpty()
                        || names.contains(video.uid())
                        || name.filter(names::contains).isPresent())
                && (states.isEmpty() || states.contains(video.status().state()))
                && after.filter(video.created()::isBefore).isEmpty()
                && before.filter(instant -> !video.created().isBefore(instant)).isEmpty()
                && (creator.isEmpty() || creator.equals(video.options().creator()))
                && (videoName.isEmpty() || videoName.equals(name))
                && search.filter(words -> !containsAll(name.orElse(""), words)).isEmpty();
    }

    private static boolean containsAll(String name, String words) {
        var lowered = name.toLowerCase(Locale.ROOT);
        return Stream.of(words.toLowerCase(Locale.ROOT).split("\\s+", -1))
                .allMatch(lowered::contains);
    }
}
