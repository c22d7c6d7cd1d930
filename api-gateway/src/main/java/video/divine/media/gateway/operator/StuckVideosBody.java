package video.divine.media.gateway.operator;

import com.fasterxml.jackson.annotation.JsonInclude;

import org.jspecify.annotations.Nullable;

import video.divine.media.gateway.query.OperatorReads.Stuck;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Videos that have stood still for longer than their state should last, the oldest first.
 *
 * @param more whether there are others
 */
public record StuckVideosBody(List<Video> videos, boolean more) {
    /**
     * One of them.
     *
     * @param since when it made its last step
     * @param attempts how often Stream was asked since then
     * @param nextAt when Stream is asked next
     * @param absences how often in a row Stream did not know it, the first time {@code absentSince}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Video(
            String uid,
            String status,
            Instant since,
            int attempts,
            Instant nextAt,
            int absences,
            @Nullable Instant absentSince) {
        static Video of(Stuck stuck) {
            var row = stuck.row();
            return new Video(
                    stuck.uid(),
                    row.getStatus().name().toLowerCase(Locale.ROOT),
                    row.getSince(),
                    row.getAttempts(),
                    row.getNextAt(),
                    row.getAbsences(),
                    row.getAbsentSince());
        }
    }

    static StuckVideosBody of(List<Stuck> found, int limit) {
        return new StuckVideosBody(
                found.stream()
                        .limit(limit)
                        .map(Video::of)
                        .sorted(Comparator.comparing(Video::since).thenComparing(Video::uid))
                        .toList(),
                found.size() > limit);
    }
}
