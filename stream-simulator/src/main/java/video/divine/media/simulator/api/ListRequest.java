package video.divine.media.simulator.api;

import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

import video.divine.media.simulator.video.Timestamps;
import video.divine.media.simulator.video.VideoFilter;
import video.divine.media.simulator.video.VideoState;

import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The query of a listing.
 *
 * @param counts whether {@code range} and {@code total} are wanted
 */
record ListRequest(VideoFilter filter, boolean counts) {
    private static final int LARGEST_LIMIT = 1000;

    static Decoded<ListRequest> read(MultiValueMap<String, String> query) {
        return new Reader(query).read();
    }

    private static final class Reader {
        private final MultiValueMap<String, String> query;
        private @Nullable Refusal refusal;

        private Reader(MultiValueMap<String, String> query) {
            this.query = query;
        }

        private Decoded<ListRequest> read() {
            var filter =
                    new VideoFilter(
                            words("id"),
                            words("name"),
                            states(),
                            time("after").or(() -> time("start")),
                            time("before").or(() -> time("end")),
                            text("creator"),
                            text("search"),
                            text("video_name"),
                            vod(),
                            flag("asc"),
                            limit());
            var request = new ListRequest(filter, flag("include_counts"));
            return refusal == null
                    ? new Decoded.Accepted<>(request)
                    : new Decoded.Refused<>(refusal);
        }

        private Optional<String> text(String name) {
            return Optional.ofNullable(query.getFirst(name)).filter(value -> !value.isBlank());
        }

        /** A comma list, or the parameter repeated. */
        private Set<String> words(String name) {
            return query.getOrDefault(name, List.of()).stream()
                    // As that of `?id` is.
                    .filter(Objects::nonNull)
                    .flatMap(value -> Arrays.stream(value.split(",", -1)))
                    .map(String::strip)
                    .filter(value -> !value.isEmpty())
                    .collect(Collectors.toUnmodifiableSet());
        }

        private Set<VideoState> states() {
            var states = EnumSet.noneOf(VideoState.class);
            for (var word : words("status")) {
                VideoState.of(word).ifPresentOrElse(states::add, () -> refuse("status"));
            }
            return states;
        }

        /** Here is neither a live input nor a recording of one. */
        private boolean vod() {
            var type = text("type").orElse("vod");
            if (!Set.of("vod", "live").contains(type)) {
                refuse("type");
            }
            return type.equals("vod") && text("live_input_id").isEmpty();
        }

        private Optional<Instant> time(String name) {
            var value = text(name);
            var instant = value.flatMap(Timestamps::parse);
            if (value.isPresent() && instant.isEmpty()) {
                refuse(name);
            }
            return instant;
        }

        private boolean flag(String name) {
            var value = text(name).orElse("false");
            if (Stream.of("true", "false").noneMatch(value::equals)) {
                refuse(name);
            }
            return value.equals("true");
        }

        private int limit() {
            var value = text("limit").orElse(Integer.toString(LARGEST_LIMIT));
            // Five digits at most, so that it fits an int.
            if (value.matches("[0-9]{1,5}")) {
                var limit = Integer.parseInt(value);
                if (limit >= 1 && limit <= LARGEST_LIMIT) {
                    return limit;
                }
            }
            refuse("limit");
            return LARGEST_LIMIT;
        }

        private void refuse(String parameter) {
            if (refusal == null) {
                refusal = Refusal.invalid("the query parameter " + parameter + " is not valid");
            }
        }
    }
}
