package video.divine.media.gateway.cloudflare;

import reactor.core.publisher.Mono;

import video.divine.media.gateway.cloudflare.StreamVideo.BadJson;
import video.divine.media.gateway.cloudflare.StreamVideo.Parsed;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Many videos, or all of them, in one call each. Unknown parameters are ignored by Cloudflare, and
 * then a list is the whole library: what was not asked for is the sign of it.
 */
final class StreamLists {
    private final StreamCalls calls;
    private final RetryPlan retries;
    private final LongSupplier nanos;

    StreamLists(StreamCalls calls, RetryPlan retries, LongSupplier nanos) {
        this.calls = calls;
        this.retries = retries;
        this.nanos = nanos;
    }

    Mono<Map<String, StreamVideo>> videos(Collection<String> uids, Duration within) {
        return Mono.defer(
                () -> {
                    var asked = new LinkedHashSet<>(uids);
                    asked.forEach(StreamVideo::requireUid);
                    requireSize(asked.size());
                    // Uids are letters and digits, and commas may stand in a query as they are.
                    var query = "?id=" + String.join(",", asked) + "&limit=" + asked.size();
                    return call(
                            StreamOperation.VIDEOS, query, within, reply -> byUid(asked, reply));
                });
    }

    private static Map<String, StreamVideo> byUid(Set<String> asked, StreamReply reply) {
        var found = new LinkedHashMap<String, StreamVideo>();
        for (var video : list(reply)) {
            if (!asked.contains(video.uid())) {
                throw reply.garbled("videos that were not asked for");
            }
            found.put(video.uid(), video);
        }
        return found;
    }

    Mono<List<StreamVideo>> pendingUploads(
            Instant from, Instant before, int limit, Duration within) {
        return Mono.defer(
                () -> {
                    requireSize(limit);
                    // Nobody says how finely Stream reads these times; whole seconds it does.
                    var first = from.truncatedTo(ChronoUnit.SECONDS);
                    var end = before.truncatedTo(ChronoUnit.SECONDS);
                    var query =
                            "?status=%s&after=%s&before=%s&asc=true&limit=%d"
                                    .formatted(StreamVideo.PENDING_UPLOAD, first, end, limit);
                    return call(
                            StreamOperation.PENDING_UPLOADS,
                            query,
                            within,
                            reply -> pending(first, end, reply));
                });
    }

    private static List<StreamVideo> pending(Instant from, Instant before, StreamReply reply) {
        var found = list(reply);
        if (!found.stream().allMatch(StreamVideo::awaitsUpload)) {
            throw reply.garbled("videos that were not asked for");
        }
        return found.stream()
                .filter(
                        video ->
                                video.created()
                                        .filter(at -> !at.isBefore(from) && at.isBefore(before))
                                        .isPresent())
                .toList();
    }

    Mono<StorageUsage> storageUsage(Duration within) {
        return Mono.defer(
                () ->
                        call(
                                StreamOperation.STORAGE_USAGE,
                                "/storage-usage",
                                within,
                                StreamLists::usage));
    }

    private static StorageUsage usage(StreamReply reply) {
        var usage = new Members(reply.result());
        var minutes =
                usage.decimal("totalStorageMinutes")
                        .orElseThrow(() -> reply.garbled("no totalStorageMinutes"));
        return new StorageUsage(
                minutes,
                usage.decimal("totalStorageMinutesLimit")
                        .filter(limit -> limit.compareTo(BigDecimal.ZERO) > 0));
    }

    /** Without what cannot be read: one odd video must not cost us the others. */
    private static List<StreamVideo> list(StreamReply reply) {
        var result = reply.result();
        if (!result.isArray()) {
            throw reply.garbled("the list is none");
        }
        var videos = new ArrayList<StreamVideo>();
        result.forEach(
                node -> {
                    switch (StreamJson.video(node)) {
                        case Parsed(var video) -> videos.add(video);
                        case BadJson _ -> {}
                    }
                });
        return List.copyOf(videos);
    }

    private <T> Mono<T> call(
            StreamOperation operation,
            String query,
            Duration within,
            Function<StreamReply, T> read) {
        var deadline = Deadline.in(within, nanos);
        return retries.retrying(
                operation,
                deadline,
                calls.once(operation, deadline, web -> web.get().uri(query), read));
    }

    private static void requireSize(int size) {
        if (size < 1 || size > StreamApi.MOST_VIDEOS) {
            throw new IllegalArgumentException(
                    "Expected 1 to " + StreamApi.MOST_VIDEOS + " videos, but it is " + size);
        }
    }
}
