package video.divine.media.gateway.publisher;

import com.fasterxml.jackson.annotation.JsonInclude;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;

import video.divine.media.avro.PublisherCounters;
import video.divine.media.avro.Video;
import video.divine.media.gateway.http.Paths;
import video.divine.media.gateway.http.Queries;
import video.divine.media.gateway.nostr.Pubkey;
import video.divine.media.gateway.query.MediaReads;
import video.divine.media.gateway.query.MediaReads.Place;
import video.divine.media.gateway.video.VideoBody;
import video.divine.media.service.problem.Problem;
import video.divine.media.service.problem.ProblemException;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What one publisher has. */
public final class PublisherHandler {
    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 100;
    private static final String INVALID_LIMIT = "invalid_limit";
    private static final String INVALID_CURSOR = "invalid_cursor";

    private final MediaReads reads;
    private final int quotaPerHour;

    public PublisherHandler(MediaReads reads, int quotaPerHour) {
        this.reads = reads;
        this.quotaPerHour = quotaPerHour;
    }

    /** {@code GET /v1/users/{pubkey}/videos?limit=&cursor=}. */
    Mono<ServerResponse> videos(ServerRequest request) {
        var pubkey = Paths.pubkey(request);
        var limit =
                Queries.atMostOne(request, "limit", INVALID_LIMIT)
                        .map(PublisherHandler::limit)
                        .orElse(DEFAULT_LIMIT);
        var after =
                Queries.atMostOne(request, "cursor", INVALID_CURSOR).map(PublisherHandler::place);
        // One more than asked for tells whether there is a next page.
        return reads.videosOf(pubkey, after, limit + 1)
                .flatMap(
                        videos ->
                                ServerResponse.ok()
                                        .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                                        .bodyValue(page(pubkey, videos, limit)));
    }

    private static PageBody page(Pubkey pubkey, List<Video> videos, int limit) {
        if (videos.size() <= limit) {
            return new PageBody(pubkey.hex(), bodies(videos), null);
        }
        var page = videos.subList(0, limit);
        var last = page.getLast();
        return new PageBody(
                pubkey.hex(),
                bodies(page),
                Cursor.write(new Place(last.getCreatedAt(), last.getUid())));
    }

    private static List<VideoBody> bodies(List<Video> videos) {
        return videos.stream().map(VideoBody::of).toList();
    }

    private static int limit(String text) {
        return Optional.of(text)
                .filter(digits -> digits.matches("\\d{1,3}"))
                .map(Integer::parseInt)
                .filter(number -> number >= 1 && number <= MAX_LIMIT)
                .orElseThrow(() -> new ProblemException(Problem.badRequest(INVALID_LIMIT)));
    }

    private static Place place(String text) {
        return Cursor.read(text)
                .orElseThrow(() -> new ProblemException(Problem.badRequest(INVALID_CURSOR)));
    }

    /** {@code GET /v1/users/{pubkey}/quota}. */
    Mono<ServerResponse> quota(ServerRequest request) {
        return reads.quota(Paths.pubkey(request), quotaPerHour)
                .flatMap(
                        quota ->
                                ServerResponse.ok()
                                        .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                                        .bodyValue(
                                                new QuotaBody(
                                                        quota.getLimit(),
                                                        quota.getUsed(),
                                                        quota.getResetAt())));
    }

    /** {@code GET /v1/users/{pubkey}/counters}. */
    Mono<ServerResponse> counters(ServerRequest request) {
        return reads.counters(Paths.pubkey(request))
                .map(CountersBody::of)
                .defaultIfEmpty(CountersBody.NONE)
                .flatMap(
                        counters ->
                                ServerResponse.ok()
                                        .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                                        .bodyValue(counters));
    }

    /** One page of a publisher's videos, newest first. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PageBody(String pubkey, List<VideoBody> videos, @Nullable String nextCursor) {}

    /** The publisher's uploads of the present clock hour. */
    public record QuotaBody(int limit, int used, Instant resetAt) {}

    /**
     * What the publisher has, since the first upload.
     *
     * @param uploads videos that were ever registered
     * @param ready videos that became playable
     * @param failed videos that failed
     * @param deleted videos that were deleted
     * @param secondsStored seconds of all playable videos that are still there
     */
    public record CountersBody(
            long uploads, long ready, long failed, long deleted, double secondsStored) {
        private static final CountersBody NONE = new CountersBody(0, 0, 0, 0, 0);

        private static CountersBody of(PublisherCounters counters) {
            return new CountersBody(
                    counters.getUploads(),
                    counters.getReady(),
                    counters.getFailed(),
                    counters.getDeleted(),
                    counters.getSecondsStored());
        }
    }
}
