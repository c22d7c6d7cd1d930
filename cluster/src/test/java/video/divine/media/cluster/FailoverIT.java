package video.divine.media.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import video.divine.media.avro.read.StoreGroup;
import video.divine.media.standalone.endtoend.Answer;
import video.divine.media.standalone.endtoend.MediaClient;
import video.divine.media.standalone.endtoend.Publisher;
import video.divine.media.standalone.endtoend.RunningService;
import video.divine.media.standalone.endtoend.SharedService;
import video.divine.media.standalone.endtoend.SimulatedStreamClient;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The processor that decides every claim is gone at once, as by a dead machine. */
@ExtendWith(SharedService.class)
class FailoverIT {
    private static final Duration WRITES_RESUME = Duration.ofSeconds(10);
    private static final Duration READS_RESUME = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration BETWEEN_READS = Duration.ofMillis(200);
    private static final int REQUESTS_PER_SECOND = 20;
    private static final int VIDEOS = 24;

    /** Of those on the killed processor; each is read and looked up five times a second. */
    private static final int WATCHED = 5;

    private static final Duration BEFORE = Duration.ofSeconds(3);

    /** What the new owner restores, it must still serve. */
    private static final Duration AFTER = Duration.ofSeconds(30);

    private static final long HARDLY_BEHIND = 100;

    private final Cluster cluster;
    private final MediaClient client;
    private final Processors processors;
    private final Tally tally = new Tally();
    private final List<Silence> reads = new CopyOnWriteArrayList<>();

    FailoverIT(RunningService service) {
        cluster = (Cluster) service;
        client = service.client();
        processors = new Processors(cluster);
    }

    @AfterEach
    void all() {
        cluster.start("processors");
        await().atMost(PATIENCE).until(() -> processors.areComplete(HARDLY_BEHIND));
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void writesAndReadsResumeWhenTheOwnerOfTheClaimsIsKilled() throws Exception {
        var videos = IntStream.range(0, VIDEOS).mapToObj(_ -> upload()).toList();
        await().atMost(PATIENCE).until(() -> processors.areComplete(HARDLY_BEHIND));
        var victim = processors.activeOf(StoreGroup.CLAIMS, 0).orElseThrow();
        var watched =
                videos.stream()
                        .filter(it -> ownerOf(it).equals(Optional.of(victim)))
                        .limit(WATCHED)
                        .toList();
        assertThat(watched).as("videos whose owner is %s", victim).isNotEmpty();

        var load = new Load(client, REQUESTS_PER_SECOND, tally);
        var ended = new AtomicBoolean();
        Silence.Result writes;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var running = load.begin(VIDEOS)) {
            tally.begin("before the kill");
            for (var video : watched) {
                var read = silence("GET " + video.uid());
                var _ = threads.submit(() -> watch(read, ended, () -> read(video)));
                var lookUp = silence("lookup " + video.vineId());
                var _ = threads.submit(() -> watch(lookUp, ended, () -> lookUp(video)));
            }
            Thread.sleep(BEFORE);
            reads.forEach(Silence::take);
            running.writes().take();
            tally.begin("after the kill");
            cluster.kill(victim);
            Thread.sleep(AFTER);
            ended.set(true);
            writes = running.writes().take();
        }
        var heard = reads.stream().map(Silence::take).toList();
        load.checkAll(new SimulatedStreamClient(client, cluster.simulatorUrl()));

        System.out.printf(
                "kill -9 of %s, the owner of the claims, under %d requests a second:%n%s%n    %-48s %7.2f%n    %-48s %7.2f%n    %-48s %7.2f%n",
                victim,
                REQUESTS_PER_SECOND,
                tally.table(),
                "longest time without an upload granted (s)",
                writes.seconds(),
                "longest time that one upload took (s)",
                load.slowestWrite().toMillis() / 1e3,
                "longest time without a good read (s)",
                heard.stream().mapToDouble(Silence.Result::seconds).max().orElseThrow());
        assertThat(tally.violations()).isEmpty();
        assertThat(heard)
                .allSatisfy(
                        it -> {
                            assertThat(it.longest()).isLessThan(READS_RESUME);
                            assertThat(it.answers()).isGreaterThan(20);
                        });
        assertThat(tally.of("after the kill", "GET 200 by a standby"::equals)).isPositive();
        assertThat(tally.of("after the kill", "lookup 200 by a standby"::equals)).isPositive();
        assertThat(writes.answers()).isPositive();
        assertThat(writes.longest()).isLessThan(WRITES_RESUME);
        Registrations.assertAre(cluster.topics(), load.prefix(), load.acknowledged());
        for (var video : videos) {
            assertThat(read(video)).as("%s", video).isTrue();
            assertThat(lookUp(video)).as("%s", video).isTrue();
        }
    }

    private Optional<String> ownerOf(Load.Granted video) {
        var partition = processors.partition(StoreGroup.VIDEOS, video.uid());
        return processors.activeOf(StoreGroup.VIDEOS, partition);
    }

    private Silence silence(String what) {
        var silence = new Silence(what);
        reads.add(silence);
        return silence;
    }

    private Load.Granted upload() {
        var publisher = Publisher.anyone();
        var vineId = "failover-" + publisher.secretKey().substring(0, 20);
        var answer = client.ticket(publisher, "{\"vineId\":\"%s\"}".formatted(vineId));
        return new Load.Granted(publisher, vineId, answer.text("uid"), answer.text("owner"));
    }

    private void watch(Silence silence, AtomicBoolean ended, Supplier<Boolean> question) {
        while (!ended.get()) {
            try {
                if (question.get()) {
                    silence.answered();
                }
                Thread.sleep(BETWEEN_READS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | Error e) {
                tally.violation(silence.what() + ": " + e);
                return;
            }
        }
    }

    private boolean read(Load.Granted video) {
        var answer = client.get("/v1/videos/" + video.uid());
        return isGood("GET", answer, video.vineId(), answer.text("vineId"));
    }

    private boolean lookUp(Load.Granted video) {
        var answer = client.get("/v1/lookup?vineId=" + video.vineId());
        return isGood("lookup", answer, video.uid(), answer.text("uid"));
    }

    /** False where it has to be asked for again. */
    private boolean isGood(String what, Answer answer, String expected, String found) {
        tally.count(what + " " + answer.status() + Load.servedBy(answer));
        if (answer.status() == 503 && answer.header("Retry-After").isPresent()) {
            return false;
        }
        if (answer.status() != 200 || !found.equals(expected)) {
            tally.violation(what + ": " + answer);
        }
        return true;
    }
}
