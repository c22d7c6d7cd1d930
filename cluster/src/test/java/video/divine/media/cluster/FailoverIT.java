package video.divine.media.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import video.divine.media.avro.read.StoreGroup;
import video.divine.media.standalone.endtoend.Answer;
import video.divine.media.standalone.endtoend.MediaClient;
import video.divine.media.standalone.endtoend.Publisher;
import video.divine.media.standalone.endtoend.RunningService;
import video.divine.media.standalone.endtoend.SharedService;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The processor that decides every claim is gone at once, as by a dead machine. */
@ExtendWith(SharedService.class)
class FailoverIT {
    private static final Duration WRITES_RESUME = Duration.ofSeconds(10);
    private static final Duration READS_RESUME = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration BETWEEN_READS = Duration.ofMillis(200);
    private static final Duration BETWEEN_WRITES = Duration.ofMillis(500);
    private static final int VIDEOS = 24;

    /** Of those on the killed processor; each is read and looked up five times a second. */
    private static final int WATCHED = 5;

    private static final long HARDLY_BEHIND = 100;

    private final Cluster cluster;
    private final MediaClient client;
    private final Processors processors;
    private final Tally tally = new Tally();
    private final List<Gap> gaps = new CopyOnWriteArrayList<>();

    FailoverIT(RunningService service) {
        cluster = (Cluster) service;
        client = service.client();
        processors = new Processors(cluster);
    }

    /** The longest time from one good answer to the next, of one question. */
    private static final class Gap {
        private final String what;
        private final AtomicLong longest = new AtomicLong();
        private long since = System.nanoTime();

        Gap(String what) {
            this.what = what;
        }

        void answered() {
            long now = System.nanoTime();
            longest.accumulateAndGet(now - since, Math::max);
            since = now;
        }

        double seconds() {
            return longest.get() / 1e9;
        }
    }

    @AfterEach
    void all() {
        cluster.start("processors");
        await().atMost(PATIENCE).until(() -> processors.areComplete(HARDLY_BEHIND));
    }

    @Test
    void writesAndReadsResumeWhenTheOwnerOfTheClaimsIsKilled() throws Exception {
        var videos = IntStream.range(0, VIDEOS).mapToObj(_ -> upload()).toList();
        await().atMost(PATIENCE).until(() -> processors.areComplete(HARDLY_BEHIND));
        var victim = processors.activeOf(StoreGroup.CLAIMS, 0).orElseThrow();
        var watched =
                videos.stream()
                        .filter(
                                it ->
                                        processors
                                                .activeOf(
                                                        StoreGroup.VIDEOS,
                                                        processors.partition(
                                                                StoreGroup.VIDEOS, it.uid()))
                                                .equals(Optional.of(victim)))
                        .limit(WATCHED)
                        .toList();
        assertThat(watched).as("videos whose owner is %s", victim).isNotEmpty();

        var ended = new AtomicBoolean();
        double writes;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            cluster.kill(victim);
            long killed = System.nanoTime();
            for (var video : watched) {
                var read = gap("GET " + video.uid());
                var _ = threads.submit(() -> watch(read, ended, () -> read(video)));
                var lookUp = gap("lookup " + video.vineId());
                var _ = threads.submit(() -> watch(lookUp, ended, () -> lookUp(video)));
            }
            writes = secondsUntilAnUploadIsGranted(killed);
            // What the new owner restores, it must still serve.
            Thread.sleep(Duration.ofSeconds(3));
            ended.set(true);
        }

        var reads = gaps.stream().mapToDouble(Gap::seconds).max().orElseThrow();
        System.out.printf(
                "kill -9 of %s, the owner of the claims:%n%s%n    %-48s %7.2f%n    %-48s %7.2f%n",
                victim,
                tally.table(),
                "first upload granted after (s)",
                writes,
                "longest time without a good read (s)",
                reads);
        assertThat(tally.violations()).isEmpty();
        assertThat(gaps)
                .allSatisfy(
                        it ->
                                assertThat(it.seconds())
                                        .as(it.what)
                                        .isLessThan(READS_RESUME.toMillis() / 1e3));
        assertThat(writes).isLessThan(WRITES_RESUME.toMillis() / 1e3);
        for (var video : videos) {
            assertThat(read(video)).as("%s", video).isTrue();
        }
    }

    private Gap gap(String what) {
        var gap = new Gap(what);
        gaps.add(gap);
        return gap;
    }

    private Load.Granted upload() {
        var publisher = Publisher.anyone();
        var vineId = "failover-" + publisher.secretKey().substring(0, 20);
        var answer = client.ticket(publisher, "{\"vineId\":\"%s\"}".formatted(vineId));
        return new Load.Granted(publisher, vineId, answer.text("uid"), answer.text("owner"));
    }

    private void watch(Gap gap, AtomicBoolean ended, Supplier<Boolean> question) {
        while (!ended.get()) {
            try {
                if (question.get()) {
                    gap.answered();
                }
                Thread.sleep(BETWEEN_READS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | Error e) {
                tally.violation(gap.what + ": " + e);
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

    /** A new one every half second, each asked for once. */
    private double secondsUntilAnUploadIsGranted(long since) throws InterruptedException {
        var first = new AtomicLong();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long deadline = since + PATIENCE.toNanos();
            while (first.get() == 0 && System.nanoTime() < deadline) {
                var _ =
                        threads.submit(
                                () -> {
                                    var answer =
                                            client.post("/v1/videos", "{}", Publisher.anyone());
                                    tally.count("POST " + answer.status());
                                    if (answer.status() == 201) {
                                        first.compareAndSet(0, System.nanoTime());
                                    } else if (answer.status() != 503
                                            || answer.header("Retry-After").isEmpty()) {
                                        tally.violation("POST: " + answer);
                                    }
                                });
                Thread.sleep(BETWEEN_WRITES);
            }
        }
        assertThat(first.get()).as("an upload is granted again").isPositive();
        return (first.get() - since) / 1e9;
    }
}
