package video.divine.media.processor.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;

import reactor.core.scheduler.Schedulers;

import video.divine.media.avro.Video;
import video.divine.media.avro.WatchRow;
import video.divine.media.avro.read.AliasTarget;
import video.divine.media.avro.read.NoSuchRow;
import video.divine.media.avro.read.ReadAnswer;
import video.divine.media.avro.read.ReplicaHere;
import video.divine.media.avro.read.ReplicaRole;
import video.divine.media.avro.read.StoreGroup;
import video.divine.media.avro.read.StoresHere;
import video.divine.media.avro.read.StuckVideos;
import video.divine.media.avro.read.VideoHistory;
import video.divine.media.avro.read.VideoListing;
import video.divine.media.processor.Sample;
import video.divine.media.processor.codec.MediaSerdes;
import video.divine.media.processor.domain.Aliases;
import video.divine.media.processor.domain.QuotaStatus;
import video.divine.media.processor.domain.video.Phase;
import video.divine.media.processor.domain.video.VideoState.Registered;
import video.divine.media.processor.domain.watch.Watch;
import video.divine.media.processor.query.KeyPartitions;
import video.divine.media.processor.query.Replicas;
import video.divine.media.processor.query.Replicas.Overview;
import video.divine.media.processor.query.Replicas.Replica;
import video.divine.media.processor.query.Replicas.Role;
import video.divine.media.processor.query.StoreReads;
import video.divine.media.processor.query.StoreUnavailableException;
import video.divine.media.processor.server.FakeReplicas.Asked;
import video.divine.media.processor.topology.TaskGroup;
import video.divine.media.schemas.read.ReadProtocol;
import video.divine.media.schemas.read.Refused;
import video.divine.media.schemas.read.ServedBy;
import video.divine.media.schemas.registry.AvroSerde;
import video.divine.media.schemas.registry.InMemorySchemaRegistry;
import video.divine.media.schemas.registry.RegistryUnavailableException;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What a gateway is told, over the real routes. */
class ReadRoutesTest {
    private static final ServedBy STANDBY = new ServedBy.Standby(3, Duration.ZERO);
    private static final String UID = Sample.uid(1).value();
    private static final String PUBKEY = "b".repeat(64);

    final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    final AvroSerde<ReadAnswer> serde = AvroSerde.forValues(ReadAnswer.class, registry);
    final FakeReplicas replicas = new FakeReplicas();
    Optional<FakeReplicas> running = Optional.of(replicas);
    final ReadThreads threads = ReadThreads.start();
    final WebTestClient client =
            WebTestClient.bindToRouterFunction(
                            ReadRoutes.of(
                                    () -> running.map(Replicas.class::cast),
                                    registry,
                                    threads,
                                    InstantSource.fixed(Sample.NOON)))
                    .build();

    @AfterEach
    void stop() {
        threads.close();
    }

    private EntityExchangeResult<byte[]> get(String path) {
        return client.get()
                .uri(URI.create("/internal/reads" + path))
                .exchange()
                .expectBody()
                .returnResult();
    }

    private Object body(EntityExchangeResult<byte[]> answer) {
        assertThat(answer.getStatus().value()).isEqualTo(200);
        return Objects.requireNonNull(
                        serde.deserializer()
                                .deserialize(ReadProtocol.TOPIC, answer.getResponseBody()))
                .getBody();
    }

    private static String header(EntityExchangeResult<byte[]> answer, String name) {
        return String.valueOf(answer.getResponseHeaders().getFirst(name));
    }

    private Video given() {
        var video =
                MediaSerdes.visible(
                        new Registered(
                                Sample.registration(1),
                                Aliases.none(),
                                Phase.PROCESSING,
                                null,
                                null,
                                1,
                                Sample.NOON,
                                null,
                                false));
        replicas.stores.videos.put(UID, video);
        return video;
    }

    @Test
    void aRowIsHandedOnWithWhoseItIs() {
        var video = given();

        var answer = get("/videos/" + UID);

        assertThat(body(answer)).isEqualTo(video);
        assertThat(header(answer, "X-Served-By")).isEqualTo("active");
        assertThat(header(answer, "X-Assignment")).isEqualTo("17");
        assertThat(replicas.asked)
                .containsExactly(
                        new Asked(
                                TaskGroup.VIDEOS, KeyPartitions.of(UID, 8), OptionalLong.empty()));
    }

    @Test
    void aStandbySaysThatItIsOne() {
        var video = given();
        replicas.by = STANDBY;

        var answer = get("/videos/" + UID + "?maxLag=1000");

        assertThat(body(answer)).isEqualTo(video);
        assertThat(header(answer, "X-Served-By")).isEqualTo("standby; lag=3");
        assertThat(replicas.asked).extracting(Asked::maxLag).containsExactly(OptionalLong.of(1000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/videos/abc",
                "/lookup?key=vine:abc",
                "/publishers/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb/counters",
                "/calls",
                "/storage"
            })
    void onlyTheActiveKnowsThatThereIsNoRow(String path) {
        var answer = get(path);
        assertThat(body(answer)).isInstanceOf(NoSuchRow.class);
        assertThat(header(answer, "X-Served-By")).isEqualTo("active");

        replicas.by = STANDBY;
        var unknown = get(path);
        assertThat(unknown.getStatus().value()).isEqualTo(204);
        assertThat(unknown.getResponseBody()).isNull();
        assertThat(header(unknown, "X-Served-By")).isEqualTo("standby; lag=3");
    }

    @Test
    void onlyTheActiveKnowsThatAListIsEmpty() {
        var paths =
                Map.of(
                        "/videos/abc/history",
                        new VideoHistory(List.of()),
                        "/publishers/" + PUBKEY + "/videos?limit=3",
                        new VideoListing(List.of()));
        paths.forEach((path, empty) -> assertThat(body(get(path))).isEqualTo(empty));

        replicas.by = STANDBY;
        paths.keySet().forEach(path -> assertThat(get(path).getStatus().value()).isEqualTo(204));
    }

    /** A publisher without a row has its whole quota, if there is no row anywhere. */
    @Test
    void onlyTheActiveKnowsThatAQuotaIsUntouched() {
        var path = "/publishers/" + PUBKEY + "/quota?limit=30";

        assertThat(body(get(path)))
                .isEqualTo(
                        new video.divine.media.avro.QuotaStatus(
                                30, 0, Sample.NOON.plus(Duration.ofHours(1))));

        replicas.by = STANDBY;
        assertThat(get(path).getStatus().value()).isEqualTo(204);
        replicas.stores.quotas.put(PUBKEY, new QuotaStatus(30, 4, Sample.NOON));
        assertThat(body(get(path)))
                .isEqualTo(new video.divine.media.avro.QuotaStatus(30, 4, Sample.NOON));
    }

    @Test
    void anAliasKeyMayHoldAnything() {
        replicas.stores.aliases.put("url:https://a.example/?b=c&d=e+f%20g#é", UID);

        var answer =
                get(
                        "/lookup?key=url:https%3A%2F%2Fa.example%2F%3Fb%3Dc%26d%3De%2Bf%2520g%23%C3%A9");

        assertThat(body(answer)).isEqualTo(new AliasTarget(UID));
    }

    @Test
    void aPageGoesOnAfterTheOneBefore() {
        var video = given();
        var path = "/publishers/" + PUBKEY + "/videos?limit=5";

        assertThat(body(get(path))).isEqualTo(new VideoListing(List.of(video)));
        assertThat(body(get(path + "&createdAt=1&uid=" + UID)))
                .isEqualTo(new VideoListing(List.of()));
    }

    @Test
    void operatorsHearWhichPartitionsWereRead() {
        var watch = new Watch(Phase.PROCESSING, Sample.NOON, 1, Sample.NOON, 0, null, true);
        WatchRow row = MediaSerdes.visible(watch);
        replicas.stores.stuck =
                new StoreReads.Found<>(
                        Set.of(2, 5), List.of(new StoreReads.StuckVideo(Sample.uid(1), row)));

        var found = (StuckVideos) body(get("/stuck-videos?limit=10"));

        assertThat(found.getPartitions()).containsExactlyInAnyOrder(2, 5);
        assertThat(found.getVideos()).extracting(it -> it.getUid()).containsExactly(UID);
    }

    @Test
    void aSearchThatTakesTooLongIsRefused() {
        try (var impatient = ReadThreads.start(Duration.ZERO)) {
            WebTestClient.bindToRouterFunction(
                            ReadRoutes.of(
                                    () -> Optional.of(replicas),
                                    registry,
                                    impatient,
                                    InstantSource.fixed(Sample.NOON)))
                    .build()
                    .get()
                    .uri("/internal/reads/stuck-videos?limit=10")
                    .exchange()
                    .expectStatus()
                    .isEqualTo(503)
                    .expectHeader()
                    .valueEquals("X-Refused", "overloaded");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/videos/a-b",
                "/lookup",
                "/publishers/x/quota?limit=1",
                "/publishers/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb/quota",
                "/stuck-videos?limit=9999999999",
                "/videos/abc?maxLag=-1"
            })
    void whatCannotBeReadIsRefused(String path) {
        assertThat(get(path).getStatus().value()).isEqualTo(400);
    }

    @Test
    void aStoreThatCannotTellSaysWhy() {
        for (var reason : Refused.values()) {
            replicas.stores.fail(new StoreUnavailableException(reason, "for the log"));

            var answer = get("/videos/" + UID);

            assertThat(answer.getStatus().value()).isEqualTo(503);
            assertThat(header(answer, "X-Refused")).isEqualTo(reason.word());
            assertThat(header(answer, "X-Assignment")).isEqualTo("17");
        }
    }

    @Test
    void aProcessorThatWaitsForKafkaHasNothingToSay() {
        running = Optional.empty();

        for (var path : List.of("/videos/" + UID, "/stores", "/stuck-videos?limit=1")) {
            var answer = get(path);
            assertThat(answer.getStatus().value()).isEqualTo(503);
            assertThat(header(answer, "X-Refused")).isEqualTo("unavailable");
            assertThat(header(answer, "X-Assignment")).isEqualTo("0");
        }
    }

    @Test
    void withoutARegistryNothingCanBeSaid() {
        given();
        replicas.stores.fail(new RegistryUnavailableException("away", null));

        assertThat(header(get("/videos/" + UID), "X-Refused")).isEqualTo("unavailable");
    }

    @Test
    void tooManyReadsAreRefused() {
        var none = Schedulers.newSingle("none");
        none.dispose();
        try (var busy = new ReadThreads(none)) {
            var shed =
                    WebTestClient.bindToRouterFunction(
                                    ReadRoutes.of(
                                            () -> Optional.of(replicas),
                                            registry,
                                            busy,
                                            InstantSource.fixed(Sample.NOON)))
                            .build();

            shed.get()
                    .uri("/internal/reads/calls")
                    .exchange()
                    .expectStatus()
                    .isEqualTo(503)
                    .expectHeader()
                    .valueEquals("X-Refused", "overloaded");
        }
    }

    @Test
    void theOverviewSaysWhatIsHereOfEachGroup() {
        replicas.overview =
                new Overview(
                        "two",
                        18,
                        Optional.of("here:1"),
                        List.of(
                                new Replica(TaskGroup.VIDEOS, 3, Role.STANDBY, 7L),
                                new Replica(TaskGroup.VIDEOS, 1, Role.ACTIVE, 0L),
                                new Replica(TaskGroup.CLAIMS, 0, Role.RESTORING, null)),
                        Set.of("there:2"));

        var stores = (StoresHere) body(get("/stores"));

        assertThat(stores.getInstance()).isEqualTo("two");
        assertThat(stores.getAssignment()).isEqualTo(18);
        assertThat(stores.getAddress()).isEqualTo("here:1");
        assertThat(stores.getPeers()).containsExactly("there:2");
        assertThat(stores.getGroups())
                .extracting(it -> it.getGroup() + " " + it.getPartitions())
                .containsExactly("CLAIMS 1", "VIDEOS 8", "PUBLISHERS 8", "GOVERNOR 1");
        assertThat(stores.getGroups().get(0).getReplicas())
                .containsExactly(new ReplicaHere(0, ReplicaRole.RESTORING, null));
        assertThat(stores.getGroups().get(1).getGroup()).isEqualTo(StoreGroup.VIDEOS);
        assertThat(stores.getGroups().get(1).getReplicas())
                .containsExactly(
                        new ReplicaHere(1, ReplicaRole.ACTIVE, 0L),
                        new ReplicaHere(3, ReplicaRole.STANDBY, 7L));
    }
}
