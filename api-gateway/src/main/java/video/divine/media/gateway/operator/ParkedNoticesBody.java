package video.divine.media.gateway.operator;

import com.fasterxml.jackson.annotation.JsonInclude;

import org.jspecify.annotations.Nullable;

import video.divine.media.gateway.query.OperatorReads.Parked;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * What Stream said of videos that nobody has registered here, the oldest first.
 *
 * @param more whether there are others
 */
public record ParkedNoticesBody(List<Notice> notices, boolean more) {
    /**
     * What Stream said last of one video.
     *
     * @param parkedAt log time
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Notice(
            String uid,
            Instant parkedAt,
            String state,
            boolean readyToStream,
            @Nullable String errorCode,
            @Nullable Instant modified) {
        static Notice of(Parked parked) {
            var notice = parked.row().getNotice();
            return new Notice(
                    parked.uid(),
                    parked.row().getParkedAt(),
                    notice.getState(),
                    notice.getReadyToStream(),
                    notice.getErrorCode(),
                    notice.getModified());
        }
    }

    static ParkedNoticesBody of(List<Parked> found, int limit) {
        return new ParkedNoticesBody(
                found.stream()
                        .limit(limit)
                        .map(Notice::of)
                        .sorted(Comparator.comparing(Notice::parkedAt).thenComparing(Notice::uid))
                        .toList(),
                found.size() > limit);
    }
}
