package video.divine.media.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;

import video.divine.media.avro.PublisherCounters;
import video.divine.media.avro.Video;
import video.divine.media.gateway.command.UnavailableException;
import video.divine.media.gateway.nostr.Pubkey;
import video.divine.media.gateway.query.MediaReads.Place;
import video.divine.media.gateway.query.OperatorReads;
import video.divine.media.gateway.remote.ReadSettings;
import video.divine.media.gateway.remote.RemoteReads;
import video.divine.media.gateway.remote.ServedByFilter;
import video.divine.media.processor.domain.Uid;
import video.divine.media.processor.query.Replicas.Role;
import video.divine.media.service.tracing.Traces;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Two processors with standbys of each other, read as a gateway reads them; then one of them is
 * gone.
 */
@Timeout(180)
class StandbyReadsTest {
    private static final Logger LOG = LoggerFactory.getLogger(StandbyReadsTest.class);
    private static final int VIDEOS = 20;
    private static final Duration PATIENCE = ProcessorsOnKafka.PATIENCE;
    private static final Duration A_PAUSE = Duration.ofMillis(10);
    private static final Duration A_READ = Duration.ofSeconds(10);

    @TempDir Path directory;

    /** What a caller of the gateway sees of one read. */
    record Seen(int status, @Nullable String servedBy) {}

    @Test
    void readsGoOnWhileAProcessorIsReplacedAndNothingIsDenied() throws Exception {
        try (var kafka = new ProcessorsOnKafka(directory);
                var one = start(kafka, "one");
                var two = start(kafka, "two");
                var log = kafka.log();
                // The other one is learned from the first.
                var reads =
                        RemoteReads.start(
                                ReadSettings.of(List.of(one.address()), "token"),
                                kafka.registry,
                                new SimpleMeterRegistry(),
                                Traces.NONE)) {
            var videos = IntStream.range(0, VIDEOS).mapToObj(it -> new Uid("video" + it)).toList();
            for (var uid : videos) {
                log.tell(uid, VideoLog.register(uid));
            }
            log.tell(new Uid("parked"), VideoLog.queued());
            var client = client(reads);
            awaitSpread(one, two);
            awaitServed(client, videos);
            everyReadIsAnswered(reads, videos);

            two.vanish();
            readUntilTheActiveAnswers(client, videos);

            var late = new Uid("late");
            log.tell(late, VideoLog.register(late));
            await().atMost(PATIENCE).until(() -> read(client, late).status() == 200);
            assertThat(read(client, new Uid("nobody"))).isEqualTo(new Seen(404, null));
            assertThat(reads.isReady()).isTrue();
            assertThat(reads.stuckVideos(10).block(A_READ)).isEmpty();
        }
    }

    private static ReadProcessor start(ProcessorsOnKafka kafka, String name) {
        return ReadProcessor.start(
                kafka.broker(), kafka.registry, kafka.state(name), ProcessorsOnKafka.PARTITIONS);
    }

    /** The way of a gateway's handler, without the rest of it. */
    private static WebTestClient client(RemoteReads reads) {
        return WebTestClient.bindToRouterFunction(
                        RouterFunctions.route()
                                .GET("/{uid}", request -> answer(reads, request))
                                .build())
                .handlerStrategies(
                        HandlerStrategies.builder().webFilter(new ServedByFilter()).build())
                .configureClient()
                .responseTimeout(A_READ)
                .build();
    }

    private static Mono<ServerResponse> answer(RemoteReads reads, ServerRequest request) {
        return reads.video(request.pathVariable("uid"))
                .flatMap(video -> ServerResponse.ok().bodyValue(video.getUid()))
                .switchIfEmpty(ServerResponse.notFound().build())
                .onErrorResume(
                        UnavailableException.class,
                        _ -> ServerResponse.status(HttpStatus.SERVICE_UNAVAILABLE).build());
    }

    private static Seen read(WebTestClient client, Uid uid) {
        var answer = client.get().uri("/" + uid.value()).exchange().expectBody().returnResult();
        return new Seen(
                answer.getStatus().value(), answer.getResponseHeaders().getFirst("X-Served-By"));
    }

    /** Each has active tasks, and near copies of the other's. */
    private static void awaitSpread(ReadProcessor one, ReadProcessor two) {
        await().atMost(PATIENCE).until(() -> isSpread(one) && isSpread(two));
    }

    private static boolean isSpread(ReadProcessor processor) {
        var roles = new HashSet<Role>();
        for (var replica : processor.streams().replicas().overview().replicas()) {
            if (replica.lag() == null || replica.lag() > 10) {
                return false;
            }
            roles.add(replica.role());
        }
        return roles.contains(Role.ACTIVE) && roles.contains(Role.STANDBY);
    }

    private static void awaitServed(WebTestClient client, List<Uid> videos) {
        for (var uid : videos) {
            await().atMost(PATIENCE).until(() -> read(client, uid).equals(new Seen(200, null)));
        }
    }

    /** Over HTTP and in process they are to be alike; here both sides are the real ones. */
    private static void everyReadIsAnswered(RemoteReads reads, List<Uid> videos) {
        var owner = new Pubkey(VideoLog.OWNER.hex());
        var uid = videos.getFirst().value();
        assertThat(reads.history(uid).block(A_READ)).hasSize(1);
        assertThat(reads.history("nobody").block(A_READ)).isEmpty();
        assertThat(reads.lookup("vine:a b&c+d%20é").blockOptional(A_READ)).isEmpty();
        var quota = Objects.requireNonNull(reads.quota(owner, 30).block(A_READ));
        assertThat(quota.getLimit()).isEqualTo(30);
        assertThat(quota.getUsed()).isZero();
        assertThat(quota.getResetAt()).isAfter(Instant.now());
        await().atMost(PATIENCE)
                .until(
                        () ->
                                reads.counters(owner)
                                        .map(PublisherCounters::getUploads)
                                        .blockOptional(A_READ)
                                        .equals(Optional.of((long) VIDEOS)));
        assertThat(pages(reads, owner))
                .containsExactlyInAnyOrderElementsOf(videos.stream().map(Uid::value).toList());
        assertThat(reads.videosOf(new Pubkey("c".repeat(64)), Optional.empty(), 5).block(A_READ))
                .isEmpty();
        assertThat(reads.counters(new Pubkey("c".repeat(64))).blockOptional(A_READ)).isEmpty();
        assertThat(reads.calls().blockOptional(A_READ)).isEmpty();
        assertThat(reads.storage().blockOptional(A_READ)).isEmpty();
        assertThat(reads.parkedNotices(10).block(A_READ))
                .extracting(OperatorReads.Parked::uid)
                .containsExactly("parked");
        assertThat(reads.isReady()).isTrue();
    }

    private static List<String> pages(RemoteReads reads, Pubkey owner) {
        var uids = new ArrayList<String>();
        var place = Optional.<Place>empty();
        for (var page = page(reads, owner, place); !page.isEmpty(); ) {
            page.forEach(video -> uids.add(video.getUid()));
            place = Optional.of(new Place(page.getLast().getCreatedAt(), page.getLast().getUid()));
            page = page(reads, owner, place);
        }
        return uids;
    }

    private static List<Video> page(RemoteReads reads, Pubkey owner, Optional<Place> after) {
        return Objects.requireNonNull(reads.videosOf(owner, after, 7).block(A_READ));
    }

    /** Reads all videos over and over, until each was answered by an active one again. */
    private static void readUntilTheActiveAnswers(WebTestClient client, List<Uid> videos)
            throws InterruptedException {
        var begun = System.nanoTime();
        var counts = new TreeMap<String, Integer>();
        var byStandby = new HashSet<Uid>();
        var slowest = Duration.ZERO;
        var active = 0;
        while (active < videos.size() && age(begun).compareTo(PATIENCE) < 0) {
            Thread.sleep(A_PAUSE);
            active = 0;
            for (var uid : videos) {
                var asked = System.nanoTime();
                var seen = read(client, uid);
                var took = age(asked);
                slowest = took.compareTo(slowest) > 0 ? took : slowest;
                assertThat(seen.status()).as("%s, %s after", uid, age(begun)).isIn(200, 503);
                var by = seen.servedBy();
                if (by != null) {
                    assertThat(by).matches("standby; lag=\\d+(; age=\\d+)?");
                    byStandby.add(uid);
                }
                if (seen.status() == 200 && by == null) {
                    active++;
                }
                counts.merge(seen.status() + (by == null ? "" : " standby"), 1, Math::addExact);
            }
        }
        LOG.info(
                "reads while a processor was replaced: {}, slowest {} ms, active again after {} ms",
                counts,
                slowest.toMillis(),
                age(begun).toMillis());
        assertThat(active)
                .as("videos that an active one answers at the end")
                .isEqualTo(videos.size());
        assertThat(byStandby).as("videos that a standby answered").isNotEmpty();
    }

    private static Duration age(long since) {
        return Duration.ofNanos(System.nanoTime() - since);
    }
}
