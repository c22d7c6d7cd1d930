package video.divine.media.gateway.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

import video.divine.media.avro.Video;
import video.divine.media.avro.VideoStatus;
import video.divine.media.avro.WatchRow;
import video.divine.media.avro.read.AliasTarget;
import video.divine.media.avro.read.NoSuchRow;
import video.divine.media.avro.read.ReplicaRole;
import video.divine.media.avro.read.StoreGroup;
import video.divine.media.avro.read.StuckVideo;
import video.divine.media.avro.read.StuckVideos;
import video.divine.media.gateway.FakeClock;
import video.divine.media.gateway.Samples;
import video.divine.media.gateway.command.UnavailableException;
import video.divine.media.gateway.nostr.TokenSigner;
import video.divine.media.gateway.query.OperatorReads;
import video.divine.media.gateway.remote.FakeProcessors.Asked;
import video.divine.media.gateway.remote.FakeProcessors.Processor;
import video.divine.media.schemas.read.ServedBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Whom a gateway asks, and what it makes of the answers, in virtual time. */
class RemoteReadsTest {
    private static final URI A = URI.create("http://a:1");
    private static final URI B = URI.create("http://b:1");
    private static final URI C = URI.create("http://c:1");
    private static final String UID = "abc";
    private static final Video VIDEO =
            Samples.video(UID, new TokenSigner(1).pubkey(), VideoStatus.READY);

    /** What came of a read, and when. */
    private record Result(Object answer, Duration after) {
        static final String ABSENT = "absent";

        String reason() {
            return ((UnavailableException) answer).reason();
        }
    }

    final VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final FakeProcessors processors = new FakeProcessors();
    final Processor a = new Processor(StoresOf.all("a", ReplicaRole.ACTIVE, 0L));
    final Processor b = new Processor(StoresOf.all("b", ReplicaRole.STANDBY, 5L));
    final RemoteReads reads = reads(processors);

    private RemoteReads reads(FakeProcessors of) {
        return new RemoteReads(
                of,
                new ReadSettings(
                        List.of(A),
                        "token",
                        100,
                        Duration.ofMillis(250),
                        FakeProcessors.TIMEOUT,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3)),
                meters);
    }

    @BeforeEach
    void start() {
        processors.processors.put(A, a);
        processors.processors.put(B, b);
        a.stores.peer("b:1");
        a.reads = _ -> FakeProcessors.active(VIDEO);
        b.reads = _ -> FakeProcessors.standby(VIDEO, 5);
        reads.start();
        time.advanceTimeBy(Duration.ZERO);
    }

    @AfterEach
    void stop() {
        reads.close();
        VirtualTimeScheduler.reset();
    }

    private Duration now() {
        return Duration.ofNanos(time.now(TimeUnit.NANOSECONDS));
    }

    private <T> Result result(Mono<T> read) {
        var result = new AtomicReference<Result>();
        var begun = now();
        read.map(Object.class::cast)
                .defaultIfEmpty(Result.ABSENT)
                .onErrorResume(Mono::just)
                .subscribe(answer -> result.set(new Result(answer, now().minus(begun))));
        for (var step = 0; step < 100 && result.get() == null; step++) {
            time.advanceTimeBy(Duration.ofMillis(50));
        }
        return result.get();
    }

    private Result read() {
        processors.reads.clear();
        processors.overviews.clear();
        return result(reads.video(UID));
    }

    private static Asked asActive(URI host) {
        return new Asked(host, OptionalLong.empty());
    }

    private static Asked asCopy(URI host) {
        return new Asked(host, OptionalLong.of(100));
    }

    private double count(String by) {
        return meters.counter(ReadMeters.READS, "by", by).count();
    }

    @Test
    void theActiveIsAskedAndNobodyElse() {
        assertThat(read()).isEqualTo(new Result(VIDEO, Duration.ZERO));
        assertThat(processors.reads).containsExactly(asActive(A));
        assertThat(count("active")).isEqualTo(1);
    }

    @Test
    void whatTheActiveDoesNotHaveIsNotThere() {
        a.reads = _ -> Mono.just(new Reply.Absent());

        assertThat(read()).isEqualTo(new Result(Result.ABSENT, Duration.ZERO));
        assertThat(processors.reads).containsExactly(asActive(A));
    }

    @Test
    void aStandbyAnswersForAnActiveThatRefusesConnections() {
        processors.processors.remove(A);

        assertThat(read()).isEqualTo(new Result(VIDEO, Duration.ZERO));
        assertThat(processors.reads).containsExactly(asActive(A), asCopy(B));
        assertThat(count("standby")).isEqualTo(1);
    }

    @Test
    void aStandbyAnswersForAnActiveThatHangs() {
        processors.hanging.add(A);

        assertThat(read()).isEqualTo(new Result(VIDEO, FakeProcessors.TIMEOUT));
        assertThat(processors.reads).containsExactly(asActive(A), asCopy(B));
    }

    /** A stopped process must not cost each read a second. */
    @Test
    void whoHangsIsAskedLastUntilItAnsweredAgain() {
        processors.hanging.add(A);
        read();

        assertThat(read()).isEqualTo(new Result(VIDEO, Duration.ZERO));
        assertThat(processors.reads).containsExactly(asCopy(B));

        processors.hanging.remove(A);
        time.advanceTimeBy(Duration.ofSeconds(5));
        assertThat(read().answer()).isEqualTo(VIDEO);
        assertThat(processors.reads).containsExactly(asActive(A));
    }

    @ParameterizedTest
    @ValueSource(strings = {"not_active", "not_here", "lagging", "unsure", "moved", "of_tomorrow"})
    void aStandbyAnswersForAnActiveThatIsNoneAnyMore(String reason) {
        a.reads = _ -> FakeProcessors.refused(reason);

        assertThat(read()).isEqualTo(new Result(VIDEO, Duration.ZERO));
        assertThat(processors.reads).containsExactly(asActive(A), asCopy(B));
    }

    @Test
    void aStandbyWithoutTheRowSaysNothing() {
        processors.processors.remove(A);
        b.reads = _ -> Mono.just(new Reply.Unknown());

        var result = read();

        assertThat(result.answer()).isInstanceOf(UnavailableException.class);
        assertThat(result.reason()).isEqualTo("starting");
        assertThat(count("nobody")).isEqualTo(1);
    }

    @Test
    void theNearestStandbyWithoutTheRowIsNotTheLast() {
        var c = new Processor(StoresOf.all("c", ReplicaRole.STANDBY, 9L));
        c.reads = _ -> FakeProcessors.standby(VIDEO, 9);
        processors.processors.put(C, c);
        a.stores.peer("c:1");
        time.advanceTimeBy(Duration.ofSeconds(3));
        processors.processors.remove(A);
        b.reads = _ -> Mono.just(new Reply.Unknown());

        assertThat(read().answer()).isEqualTo(VIDEO);
        assertThat(processors.reads).containsExactly(asActive(A), asCopy(B), asCopy(C));
    }

    /** Between the look around and the read the partition has moved on. */
    @Test
    void aMovedPartitionIsFoundByLookingAround() {
        var c = new Processor(StoresOf.all("c", ReplicaRole.ACTIVE, 0L));
        c.reads = _ -> Mono.just(new Reply.Absent());
        processors.processors.put(C, c);
        a.reads = _ -> FakeProcessors.refused("not_here");
        b.reads = _ -> FakeProcessors.refused("not_here");
        a.stores = new StoresOf("a").assignment(2).peer("c:1");
        b.stores = new StoresOf("b").assignment(2);

        assertThat(read()).isEqualTo(new Result(Result.ABSENT, Duration.ZERO));
        assertThat(processors.reads).containsExactly(asActive(A), asCopy(B), asActive(C));
    }

    @Test
    void aStandbyThatTookOverIsAskedAsTheActive() {
        processors.processors.remove(A);
        b.reads =
                asked ->
                        asked.isPresent()
                                ? Mono.just(new Reply.Unknown())
                                : Mono.just(new Reply.Absent());
        b.stores = StoresOf.all("b", ReplicaRole.ACTIVE, 0L).assignment(2);

        assertThat(read()).isEqualTo(new Result(Result.ABSENT, Duration.ZERO));
        assertThat(processors.reads).containsExactly(asActive(A), asCopy(B), asActive(B));
    }

    /** It was the active one a moment ago, and says so by another number. */
    @Test
    void anAnswerWithAnotherAssignmentMakesTheGatewayLookAgain() {
        b.assignment = 2;
        b.stores = StoresOf.all("b", ReplicaRole.ACTIVE, 0L).assignment(2);
        a.stores = new StoresOf("a").assignment(1);
        a.reads = _ -> FakeProcessors.refused("not_here");
        read();
        assertThat(processors.overviews).contains(B);

        a.assignment = 2;
        a.stores = new StoresOf("a").assignment(2);
        read();
        assertThat(processors.reads).containsExactly(asActive(A), asActive(B));
        assertThat(processors.overviews).containsExactly(A);

        read();
        assertThat(processors.reads).containsExactly(asActive(B));
        assertThat(processors.overviews).isEmpty();
    }

    @Test
    void whereAllAreGoneNobodyIsAskedForLong() {
        processors.processors.clear();

        var result = read();

        assertThat(result.answer()).isInstanceOf(UnavailableException.class);
        assertThat(result.after()).isLessThanOrEqualTo(Duration.ofMillis(100));
        assertThat(reads.isReady()).isFalse();
    }

    @Test
    void whereAllHangTheDeadlineEndsIt() {
        processors.hanging.addAll(List.of(A, B));

        var result = read();

        assertThat(result.answer()).isInstanceOf(UnavailableException.class);
        assertThat(result.after()).isBetween(Duration.ofSeconds(2), Duration.ofMillis(2_050));
        assertThat(((UnavailableException) result.answer()).retryAfter())
                .isEqualTo(Duration.ofSeconds(1));
    }

    /** The look around has one who hangs, and does not wait for it. */
    @Test
    void oneThatHangsDoesNotKeepTheOthersFromAnswering() {
        a.reads = _ -> FakeProcessors.refused("moved");
        b.reads = _ -> FakeProcessors.refused("moved");
        processors.hanging.add(C);
        a.stores.peer("c:1");
        time.advanceTimeBy(Duration.ofSeconds(3));
        time.advanceTimeBy(Duration.ofSeconds(3));
        var first = new AtomicReference<>(true);
        a.reads =
                _ ->
                        first.getAndSet(false)
                                ? FakeProcessors.refused("moved")
                                : FakeProcessors.active(VIDEO);

        var result = read();

        assertThat(result.answer()).isEqualTo(VIDEO);
        assertThat(result.after()).isLessThanOrEqualTo(Duration.ofMillis(450));
    }

    @Test
    void processorsThatHaveTooMuchToDoAreSaidToHave() {
        a.reads = _ -> FakeProcessors.refused("overloaded");
        b.reads = _ -> FakeProcessors.refused("overloaded");

        assertThat(read().reason()).isEqualTo("overloaded");
    }

    /** As in a rebalance: whose it was gives it up before whose it will be has it. */
    @Test
    void aPartitionThatNobodyHasForAMomentIsWaitedFor() {
        var asked = new AtomicInteger();
        b.reads = _ -> FakeProcessors.refused("not_here");
        a.reads =
                _ ->
                        asked.incrementAndGet() < 5
                                ? FakeProcessors.refused("not_active")
                                : FakeProcessors.active(VIDEO);

        assertThat(read()).isEqualTo(new Result(VIDEO, Duration.ofMillis(700)));
    }

    @Test
    void whoHasTooMuchToDoIsNotAskedForMore() {
        a.reads = _ -> FakeProcessors.refused("overloaded");
        b.reads = _ -> FakeProcessors.refused("lagging");
        read();

        assertThat(processors.reads).hasSize(4);
    }

    /** Neither says that it has the partition, as without standbys. */
    @Test
    void aPartitionThatNobodySpeaksOfForAMomentIsWaitedFor() {
        a.stores = new StoresOf("a").assignment(2);
        b.stores = new StoresOf("b").assignment(2);
        time.advanceTimeBy(Duration.ofSeconds(3));
        var result = new AtomicReference<Result>();
        reads.video(UID).subscribe(video -> result.set(new Result(video, Duration.ZERO)));
        time.advanceTimeBy(Duration.ofMillis(500));
        assertThat(result.get()).isNull();

        a.stores = StoresOf.all("a", ReplicaRole.ACTIVE, 0L).assignment(3);
        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(result.get().answer()).isEqualTo(VIDEO);
    }

    /** Its own fault, or the registry's: it is still a living processor. */
    @Test
    void aGarbledAnswerIsNone() {
        a.reads = _ -> Mono.just(new Reply.Failed("garbled answer", false));

        assertThat(read().answer()).isEqualTo(VIDEO);
        assertThat(read().answer()).isEqualTo(VIDEO);
        assertThat(processors.reads).containsExactly(asActive(A), asCopy(B));
    }

    @Test
    void anAnswerToAnotherQuestionIsNone() {
        a.reads = _ -> FakeProcessors.active(new AliasTarget("abc"));

        assertThat(read().answer()).isEqualTo(VIDEO);
        assertThat(processors.reads).containsExactly(asActive(A), asCopy(B));
    }

    @Test
    void beforeAnybodyWasFoundThereIsNoAnswer() {
        var alone = new FakeProcessors();
        try (var none =
                new RemoteReads(
                        alone, ReadSettings.of(List.of(C), "token"), new SimpleMeterRegistry())) {
            none.start();
            time.advanceTimeBy(Duration.ZERO);

            assertThat(none.isReady()).isFalse();
            assertThat(result(none.video(UID)).answer()).isInstanceOf(UnavailableException.class);

            alone.processors.put(C, a);
            time.advanceTimeBy(Duration.ofMillis(100));
            assertThat(result(none.video(UID)).answer()).isEqualTo(VIDEO);
            assertThat(none.isReady()).isTrue();
        }
    }

    @Test
    void itIsReadyAsLongAsAnybodyAnswers() {
        assertThat(reads.isReady()).isTrue();

        processors.processors.remove(A);
        time.advanceTimeBy(Duration.ofSeconds(3));
        assertThat(reads.isReady()).isTrue();

        processors.processors.remove(B);
        time.advanceTimeBy(Duration.ofSeconds(3));
        assertThat(reads.isReady()).isFalse();

        processors.processors.put(A, a);
        time.advanceTimeBy(Duration.ofSeconds(3));
        assertThat(reads.isReady()).isTrue();
    }

    @Test
    void itIsNotReadyBeforeEveryPartitionHadSomebody() {
        var half = new FakeProcessors();
        half.processors.put(A, new Processor(new StoresOf("a")));
        try (var others = reads(half)) {
            others.start();
            time.advanceTimeBy(Duration.ZERO);
            assertThat(others.isReady()).isFalse();

            half.processors.put(A, a);
            time.advanceTimeBy(Duration.ofSeconds(3));
            assertThat(others.isReady()).isTrue();

            half.processors.put(A, new Processor(new StoresOf("a").assignment(2)));
            time.advanceTimeBy(Duration.ofSeconds(3));
            assertThat(others.isReady()).isTrue();
        }
    }

    /** Else a restart of all gateways would make an outage of everything of that of a part. */
    @Test
    void whoStartsWhileAPartIsOutWaitsForHalfAMinute() {
        var half = new FakeProcessors();
        half.processors.put(A, new Processor(new StoresOf("a")));
        try (var others = reads(half)) {
            others.start();
            time.advanceTimeBy(Duration.ofSeconds(26));
            assertThat(others.isReady()).isFalse();
            time.advanceTimeBy(Duration.ofSeconds(1));
            assertThat(others.isReady()).isTrue();
        }
    }

    /** Both of them, each of several, and found again under other addresses. */
    @Test
    void aNameStandsForAllItsAddresses() {
        var named = new FakeProcessors();
        var name = URI.create("http://processors:1");
        named.names.put(name, List.of(A, B));
        named.processors.put(B, b);
        try (var many =
                new RemoteReads(
                        named,
                        ReadSettings.of(List.of(name), "token"),
                        new SimpleMeterRegistry())) {
            many.start();
            time.advanceTimeBy(Duration.ZERO);
            assertThat(result(many.video(UID)).answer()).isEqualTo(VIDEO);

            named.processors.clear();
            named.processors.put(C, new Processor(StoresOf.all("c", ReplicaRole.ACTIVE, 0L)));
            named.names.put(name, List.of(C));
            time.advanceTimeBy(Duration.ofSeconds(3));
            assertThat(result(many.video(UID)).answer()).isEqualTo(Result.ABSENT);
            named.reads.clear();
            result(many.video(UID));
            assertThat(named.reads).containsExactly(asActive(C));

            // A name server that does not answer is no reason to forget anybody.
            named.names.put(name, List.of());
            time.advanceTimeBy(Duration.ofSeconds(6));
            assertThat(many.isReady()).isTrue();
        }
    }

    @Test
    void eachRowIsLookedForWhereItIs() {
        a.stores =
                new StoresOf("a")
                        .with(StoreGroup.CLAIMS, 0, ReplicaRole.ACTIVE, 0L)
                        .with(StoreGroup.VIDEOS, 0, ReplicaRole.ACTIVE, 0L)
                        .peer("b:1");
        b.stores =
                new StoresOf("b")
                        .with(StoreGroup.GOVERNOR, 0, ReplicaRole.ACTIVE, 0L)
                        .with(StoreGroup.VIDEOS, 1, ReplicaRole.ACTIVE, 0L);
        a.reads = _ -> Mono.just(new Reply.Absent());
        b.reads = _ -> Mono.just(new Reply.Absent());
        time.advanceTimeBy(Duration.ofSeconds(3));
        processors.reads.clear();

        result(reads.lookup("vine:x"));
        result(reads.storage());
        result(reads.calls());
        assertThat(processors.reads).containsExactly(asActive(A), asActive(A), asActive(B));

        processors.reads.clear();
        var partitions =
                List.of("a", "b", "c", "d").stream()
                        .map(
                                uid ->
                                        BuiltInPartitioner.partitionForKey(
                                                uid.getBytes(StandardCharsets.UTF_8), 2))
                        .toList();
        List.of("a", "b", "c", "d").forEach(uid -> result(reads.video(uid)));
        assertThat(partitions).contains(0, 1);
        assertThat(processors.reads)
                .containsExactlyElementsOf(
                        partitions.stream().map(it -> asActive(it == 0 ? A : B)).toList());
    }

    private static StuckVideo stuck(String uid) {
        return new StuckVideo(
                uid,
                new WatchRow(
                        VideoStatus.PROCESSING,
                        FakeClock.START,
                        1,
                        FakeClock.START,
                        0,
                        null,
                        true));
    }

    @Test
    void operatorsHearOfEveryPartitionOnce() {
        a.reads =
                _ ->
                        FakeProcessors.active(
                                new StuckVideos(List.of(0, 1), List.of(stuck("x"), stuck("y"))));
        b.reads =
                _ ->
                        FakeProcessors.active(
                                new StuckVideos(List.of(1), List.of(stuck("y"), stuck("z"))));

        assertThat(uids(10)).containsExactlyInAnyOrder("x", "y", "z");
        assertThat(uids(2)).hasSize(2);
    }

    private List<String> uids(int limit) {
        var found = (List<?>) result(reads.stuckVideos(limit)).answer();
        return found.stream().map(it -> ((OperatorReads.Stuck) it).uid()).toList();
    }

    @Test
    void aPartOfThePartitionsIsNoAnswerForOperators() {
        a.reads = _ -> FakeProcessors.active(new StuckVideos(List.of(0), List.of(stuck("x"))));
        b.reads = _ -> FakeProcessors.refused("unsure");

        assertThat(result(reads.stuckVideos(10)).reason()).isEqualTo("starting");
        // As many as are wanted are all that is wanted.
        assertThat(uids(1)).containsExactly("x");
    }

    @Test
    void nothingIsLabelledWithoutARequest() {
        processors.processors.remove(A);

        assertThat(read().answer()).isEqualTo(VIDEO);
    }

    @Test
    void aRequestHearsOfTheWorstOfItsStandbys() {
        var label = new StandbyLabel();
        result(reads.video(UID).contextWrite(label::in));
        assertThat(label.get()).isEmpty();

        processors.processors.remove(A);
        result(reads.video(UID).contextWrite(label::in));
        b.reads = _ -> FakeProcessors.standby(VIDEO, 3);
        result(reads.video(UID).contextWrite(label::in));

        assertThat(label.get()).contains(new ServedBy.Standby(5, Duration.ZERO));
    }

    @Test
    void noRowIsNoRecordOfOurs() {
        b.reads = _ -> FakeProcessors.standby(new NoSuchRow(), 5);
        processors.processors.remove(A);

        assertThat(read().answer()).isInstanceOf(UnavailableException.class);
    }
}
