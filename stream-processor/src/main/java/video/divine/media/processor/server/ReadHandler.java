package video.divine.media.processor.server;

import org.apache.avro.specific.SpecificRecord;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ResponseStatusException;

import reactor.core.publisher.Mono;

import video.divine.media.avro.Video;
import video.divine.media.avro.VideoEvent;
import video.divine.media.avro.read.AliasTarget;
import video.divine.media.avro.read.CallsAtStream;
import video.divine.media.avro.read.ParkedNotices;
import video.divine.media.avro.read.ParkedVideo;
import video.divine.media.avro.read.StuckVideo;
import video.divine.media.avro.read.StuckVideos;
import video.divine.media.avro.read.VideoHistory;
import video.divine.media.avro.read.VideoListing;
import video.divine.media.processor.domain.Pubkey;
import video.divine.media.processor.domain.QuotaStatus;
import video.divine.media.processor.domain.Uid;
import video.divine.media.processor.query.KeyPartitions;
import video.divine.media.processor.query.LocalStores;
import video.divine.media.processor.query.Replicas;
import video.divine.media.processor.query.StoreReads;
import video.divine.media.processor.topology.TaskGroup;
import video.divine.media.schemas.read.ReadProtocol;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;

/** One method a route. */
final class ReadHandler {
    private static final Optional<String> NO_KEY = Optional.empty();

    private final Answers answers;
    private final InstantSource clock;

    ReadHandler(Answers answers, InstantSource clock) {
        this.answers = answers;
        this.clock = clock;
    }

    Mono<ServerResponse> stores(ServerRequest request) {
        return answers.own(here -> Stores.record(here.overview(), here.partitions()));
    }

    Mono<ServerResponse> video(ServerRequest request) {
        var uid = uid(request);
        return row(
                request,
                TaskGroup.VIDEOS,
                Optional.of(uid.value()),
                stores -> stores.video(uid).map(SpecificRecord.class::cast));
    }

    Mono<ServerResponse> history(ServerRequest request) {
        var uid = uid(request);
        return rowOr(
                request,
                TaskGroup.VIDEOS,
                Optional.of(uid.value()),
                () -> new VideoHistory(List.of()),
                stores -> some(stores.history(uid)).map(ReadHandler::history));
    }

    private static SpecificRecord history(List<VideoEvent> events) {
        return new VideoHistory(events);
    }

    Mono<ServerResponse> lookup(ServerRequest request) {
        var key = required(request, ReadProtocol.KEY);
        return row(
                request,
                TaskGroup.CLAIMS,
                NO_KEY,
                stores -> stores.lookup(key).map(uid -> new AliasTarget(uid.value())));
    }

    Mono<ServerResponse> listing(ServerRequest request) {
        var pubkey = pubkey(request);
        var limit = limit(request);
        var after = after(request);
        return rowOr(
                request,
                TaskGroup.PUBLISHERS,
                Optional.of(pubkey.hex()),
                () -> new VideoListing(List.of()),
                stores ->
                        some(after.map(
                                                place ->
                                                        stores.videosOf(
                                                                pubkey,
                                                                place.createdAt(),
                                                                place.uid(),
                                                                limit))
                                        .orElseGet(() -> stores.videosOf(pubkey, limit)))
                                .map(ReadHandler::listing));
    }

    private static SpecificRecord listing(List<Video> videos) {
        return new VideoListing(videos);
    }

    Mono<ServerResponse> quota(ServerRequest request) {
        var pubkey = pubkey(request);
        var limit = limit(request);
        var now = clock.instant();
        return rowOr(
                request,
                TaskGroup.CLAIMS,
                NO_KEY,
                () -> quota(LocalStores.unused(limit, now)),
                stores -> stores.knownQuota(pubkey, limit, now).map(ReadHandler::quota));
    }

    private static SpecificRecord quota(QuotaStatus quota) {
        return new video.divine.media.avro.QuotaStatus(
                quota.limit(), quota.used(), quota.resetAt());
    }

    Mono<ServerResponse> counters(ServerRequest request) {
        var pubkey = pubkey(request);
        return row(
                request,
                TaskGroup.PUBLISHERS,
                Optional.of(pubkey.hex()),
                stores -> stores.counters(pubkey).map(SpecificRecord.class::cast));
    }

    Mono<ServerResponse> calls(ServerRequest request) {
        var now = clock.instant();
        return row(
                request,
                TaskGroup.GOVERNOR,
                NO_KEY,
                stores ->
                        stores.governor(now)
                                .map(
                                        it ->
                                                new CallsAtStream(
                                                        it.row(),
                                                        it.userLeft(),
                                                        it.backgroundLeft())));
    }

    Mono<ServerResponse> storage(ServerRequest request) {
        return row(
                request,
                TaskGroup.CLAIMS,
                NO_KEY,
                stores -> stores.ledger().map(SpecificRecord.class::cast));
    }

    Mono<ServerResponse> parkedNotices(ServerRequest request) {
        var limit = limit(request);
        return answers.own(
                here -> {
                    var found = here.readActive(stores -> stores.parkedNoticesHere(limit));
                    return new ParkedNotices(
                            List.copyOf(found.partitions()),
                            found.rows().stream()
                                    .map(it -> new ParkedVideo(it.uid().value(), it.notice()))
                                    .toList());
                });
    }

    Mono<ServerResponse> stuckVideos(ServerRequest request) {
        var limit = limit(request);
        return answers.searched(
                (here, wanted) -> {
                    var found = here.readActive(stores -> stores.stuckVideosHere(limit, wanted));
                    return new StuckVideos(
                            List.copyOf(found.partitions()),
                            found.rows().stream()
                                    .map(it -> new StuckVideo(it.uid().value(), it.watch()))
                                    .toList());
                });
    }

    private Mono<ServerResponse> row(
            ServerRequest request,
            TaskGroup group,
            Optional<String> key,
            Function<StoreReads, Optional<SpecificRecord>> read) {
        var maxLag = maxLag(request);
        return answers.row(here -> here.read(group, partition(here, key), maxLag, read));
    }

    private Mono<ServerResponse> rowOr(
            ServerRequest request,
            TaskGroup group,
            Optional<String> key,
            Supplier<SpecificRecord> none,
            Function<StoreReads, Optional<SpecificRecord>> read) {
        var maxLag = maxLag(request);
        return answers.rowOr(none, here -> here.read(group, partition(here, key), maxLag, read));
    }

    /** Where the row of the key is; a group without keys has one partition. */
    private static int partition(Replicas here, Optional<String> key) {
        return key.map(it -> KeyPartitions.of(it, here.partitions())).orElse(0);
    }

    private static <T> Optional<List<T>> some(List<T> rows) {
        return Optional.of(rows).filter(it -> !it.isEmpty());
    }

    /** The last row of the page before. */
    private record Place(Instant createdAt, Uid uid) {}

    private static Optional<Place> after(ServerRequest request) {
        return request.queryParam(ReadProtocol.CREATED_AT)
                .map(ReadHandler::number)
                .map(
                        millis ->
                                new Place(
                                        Instant.ofEpochMilli(millis),
                                        parsed(
                                                () ->
                                                        new Uid(
                                                                required(
                                                                        request,
                                                                        ReadProtocol.UID)))));
    }

    private static Uid uid(ServerRequest request) {
        return parsed(() -> new Uid(request.pathVariable("uid")));
    }

    private static Pubkey pubkey(ServerRequest request) {
        return parsed(() -> new Pubkey(request.pathVariable("pubkey")));
    }

    private static int limit(ServerRequest request) {
        var limit = number(required(request, ReadProtocol.LIMIT));
        if (limit > Integer.MAX_VALUE) {
            throw refused("a limit is too large");
        }
        return (int) limit;
    }

    private static OptionalLong maxLag(ServerRequest request) {
        return request.queryParam(ReadProtocol.MAX_LAG)
                .map(ReadHandler::number)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    private static String required(ServerRequest request, String parameter) {
        return request.queryParam(parameter).orElseThrow(() -> refused(parameter + " is missing"));
    }

    private static long number(String digits) {
        if (!digits.matches("\\d{1,18}")) {
            throw refused("a number is none");
        }
        return Long.parseLong(digits);
    }

    private static <T> T parsed(Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw refused("a key is none");
        }
    }

    private static ResponseStatusException refused(String reason) {
        return new ResponseStatusException(HttpStatus.BAD_REQUEST, reason);
    }
}
