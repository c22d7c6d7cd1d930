package video.divine.media.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import video.divine.media.standalone.endtoend.Answer;
import video.divine.media.standalone.endtoend.MediaClient;
import video.divine.media.standalone.endtoend.Publisher;
import video.divine.media.standalone.endtoend.SimulatedStreamClient;

import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Clients of both gateways: of fifty requests three ask for an upload, one for an upload and then
 * for its deletion or for one more alias, ten for an alias, two for a listing and the others for a
 * video. Fifty a second are then four uploads a second, about as many as Stream's limit allows
 * (1,200 calls in five minutes; the simulator's is higher). They do what clients do when they are
 * refused or cut off: they ask again, at the other gateway, a write under the same key.
 */
final class Load implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration SLACK = Duration.ofMillis(200);
    private static final int IN_FLIGHT = 200;

    /** An upload of a cluster that has warmed up, and as many of them in a row. */
    private static final Duration FAST = Duration.ofMillis(600);

    private static final int WARM = 10;
    private static final Duration LONGEST_WARM_UP = Duration.ofMinutes(2);

    /** For which requests are sent before they count, and how many fewer, or nothing gets warm. */
    private static final Duration UNDER_LOAD = Duration.ofSeconds(60);

    private static final int WARM_UP_SLOWNESS = 4;

    private static final String VIDEOS = "/v1/videos";

    /** An upload that was answered with a ticket. */
    record Granted(Publisher publisher, String vineId, String uid, String owner) {}

    private final MediaClient client;
    private volatile Duration interval;
    private final Tally tally;
    private final List<Granted> granted = new CopyOnWriteArrayList<>();
    private final List<Granted> attached = new CopyOnWriteArrayList<>();
    private final List<Granted> deleted = new CopyOnWriteArrayList<>();
    private final String prefix = "load-" + UUID.randomUUID().toString().substring(0, 8) + "-";
    private final LongAccumulator slowest = new LongAccumulator(Math::max, 0);
    private final Instant begun = hour();
    private final Silence writes = new Silence("uploads");
    private final Semaphore free = new Semaphore(IN_FLIGHT);
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
    private final Thread pacer = Thread.ofPlatform().name("load").unstarted(this::pace);
    private final LongAdder late = new LongAdder();
    private volatile boolean ended;

    Load(MediaClient client, int perSecond, Tally tally) {
        this.client = client;
        this.interval = Duration.ofSeconds(1).dividedBy(perSecond);
        this.tally = tally;
    }

    /**
     * Returns once there is something to read, and nothing is counted before that. The cluster is
     * then as fast as one that has run for some minutes: for so long nine JVMs on two cores
     * compile, and a transaction takes ten times as long.
     */
    Load begin(int videos) {
        tally.begin("warm-up");
        var deadline = Instant.now().plus(LONGEST_WARM_UP);
        var fast = 0;
        for (var i = 0; i < videos || (fast < WARM && Instant.now().isBefore(deadline)); i++) {
            long begin = System.nanoTime();
            write();
            fast = System.nanoTime() - begin < FAST.toNanos() ? fast + 1 : 0;
        }
        if (fast < WARM) {
            System.out.printf(
                    "After %d s an upload still takes more than %d ms.%n",
                    LONGEST_WARM_UP.toSeconds(), FAST.toMillis());
        }
        var wanted = interval;
        interval = wanted.multipliedBy(WARM_UP_SLOWNESS);
        pacer.start();
        LockSupport.parkNanos(UNDER_LOAD.toNanos());
        interval = wanted;
        slowest.reset();
        late.reset();
        writes.take();
        tally.clear();
        return this;
    }

    List<Granted> granted() {
        return granted;
    }

    /** What the Vine id of each of its uploads begins with, and of nobody else's. */
    String prefix() {
        return prefix;
    }

    /** Each upload that was acknowledged, also of those that are deleted by now. */
    List<Granted> acknowledged() {
        return Stream.concat(granted.stream(), deleted.stream()).toList();
    }

    /** From the first time that it was asked for to its ticket. */
    Duration slowestWrite() {
        return Duration.ofNanos(slowest.get());
    }

    /** How many requests were not sent when they should have been. */
    long late() {
        return late.sum();
    }

    /** How long no upload was granted, and how many were. */
    Silence writes() {
        return writes;
    }

    /** No more requests; returns when those under way are answered. */
    @Override
    public void close() {
        ended = true;
        try {
            pacer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        requests.close();
    }

    private void pace() {
        long next = System.nanoTime();
        for (var turn = 0; !ended; turn++) {
            // What was not sent by then is not made up for: two cores have pauses of their own.
            next += interval.toNanos();
            while (next < System.nanoTime() - SLACK.toNanos()) {
                late.increment();
                next += interval.toNanos();
            }
            LockSupport.parkNanos(next - System.nanoTime());
            if (!free.tryAcquire()) {
                late.increment();
                continue;
            }
            var request = request(turn);
            requests.execute(
                    () -> {
                        try {
                            request.run();
                        } catch (RuntimeException | Error e) {
                            tally.violation("the client failed: " + e);
                        } finally {
                            free.release();
                        }
                    });
        }
    }

    private Runnable request(int turn) {
        return switch (turn % 50) {
            case 0, 13, 26 -> this::write;
            case 39 -> turn % 100 == 39 ? this::attach : this::delete;
            case 1, 6, 11, 16, 21, 27, 31, 36, 41, 46 -> this::lookUp;
            case 9, 34 -> this::list;
            default -> this::read;
        };
    }

    private void write() {
        upload().ifPresent(granted::add);
    }

    private Optional<Granted> upload() {
        var publisher = Publisher.anyone();
        var vineId = prefix + publisher.secretKey().substring(0, 20);
        var body = "{\"vineId\":\"%s\"}".formatted(vineId);
        long begin = System.nanoTime();
        return insist("POST", () -> post(publisher, VIDEOS, body, vineId))
                .filter(answer -> is(201, "POST " + vineId, answer))
                .map(
                        answer -> {
                            if (answer.header("Idempotent-Replay").isPresent()) {
                                tally.count("POST 201, a replay");
                            }
                            writes.answered();
                            slowest.accumulate(System.nanoTime() - begin);
                            var uid = answer.text("uid");
                            return new Granted(publisher, vineId, uid, answer.text("owner"));
                        });
    }

    private Answer post(Publisher publisher, String path, String body, String key) {
        var token = publisher.authorization("POST", client.url(path), body);
        return client.post(path, body, "Authorization", token, "Idempotency-Key", key);
    }

    private void attach() {
        upload().ifPresent(
                        video -> {
                            var body = "{\"originalUrl\":\"%s\"}".formatted(urlOf(video));
                            var path = VIDEOS + "/" + video.uid() + "/aliases";
                            insist("attach", () -> client.post(path, body, video.publisher()))
                                    .filter(it -> is(200, "attach to " + video.uid(), it))
                                    .ifPresent(_ -> attached.add(video));
                            granted.add(video);
                        });
    }

    private void delete() {
        upload().ifPresent(
                        video -> {
                            var path = VIDEOS + "/" + video.uid();
                            insist("DELETE", () -> client.delete(path, video.publisher()))
                                    .filter(it -> is(202, "DELETE " + video.uid(), it))
                                    .ifPresent(_ -> deleted.add(video));
                        });
    }

    private static String urlOf(Granted video) {
        return "https://load.example/" + video.uid();
    }

    private boolean is(int status, String what, Answer answer) {
        if (answer.status() != status) {
            tally.violation(what + ": " + answer);
        }
        return answer.status() == status;
    }

    private Granted anyGranted() {
        return granted.get(ThreadLocalRandom.current().nextInt(granted.size()));
    }

    private void read() {
        check(anyGranted());
    }

    private void lookUp() {
        checkAlias(anyGranted());
    }

    /** That the video is what its owner was told; by GET. */
    void check(Granted video) {
        insist("GET", () -> client.get(VIDEOS + "/" + video.uid()))
                .filter(
                        it ->
                                it.status() != 200
                                        || !it.text("owner").equals(video.owner())
                                        || !it.text("vineId").equals(video.vineId()))
                .ifPresent(it -> tally.violation("GET of " + video + ": " + it));
    }

    /** That its alias leads to it. */
    void checkAlias(Granted video) {
        checkLookup("vineId=" + video.vineId(), video);
    }

    private void checkLookup(String query, Granted video) {
        insist("lookup", () -> client.get("/v1/lookup?" + query))
                .filter(it -> it.status() != 200 || !it.text("uid").equals(video.uid()))
                .ifPresent(it -> tally.violation("lookup of " + video + ": " + it));
    }

    /** It may trail a ticket by a moment, so only that it is there at all. */
    private void list() {
        insist("list", () -> client.get("/v1/users/" + anyGranted().owner() + "/videos"))
                .ifPresent(it -> is(200, "list", it));
    }

    /** What was acknowledged is there, once: what the service says at the end, and Stream. */
    void checkAll(SimulatedStreamClient stream) {
        for (var video : granted) {
            check(video);
            checkAlias(video);
            insist("list", () -> client.get("/v1/users/" + video.owner() + "/videos"))
                    .filter(
                            it ->
                                    it.json().path("videos").size() != 1
                                            || !it.json()
                                                    .at("/videos/0/uid")
                                                    .asString()
                                                    .equals(video.uid()))
                    .ifPresent(it -> tally.violation("list of " + video + ": " + it));
            insist("quota", () -> client.get("/v1/users/" + video.owner() + "/quota"))
                    .filter(it -> !isUsedOnce(it.json().path("used").asInt()))
                    .ifPresent(it -> tally.violation("quota of " + video + ": " + it));
            int there = stream.ofCreator(video.owner()).size();
            if (there != 1) {
                tally.violation("Stream has " + there + " of " + video);
            }
        }
        for (var video : attached) {
            checkLookup("url=" + URLEncoder.encode(urlOf(video), UTF_8), video);
        }
        for (var video : deleted) {
            insist("GET", () -> client.get(VIDEOS + "/" + video.uid()))
                    .ifPresent(it -> is(410, "GET of the deleted " + video, it));
            insist("lookup", () -> client.get("/v1/lookup?vineId=" + video.vineId()))
                    .ifPresent(it -> is(404, "lookup of the deleted " + video, it));
        }
    }

    /** A quota is one of a clock hour, and another may have begun since the upload. */
    private boolean isUsedOnce(int used) {
        return used == 1 || (used == 0 && !hour().equals(begun));
    }

    private static Instant hour() {
        return Instant.now().truncatedTo(ChronoUnit.HOURS);
    }

    /**
     * The first answer that is neither "later" nor a broken connection; empty, and a violation,
     * where that takes too long.
     */
    private Optional<Answer> insist(String what, Supplier<Answer> request) {
        var deadline = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(deadline)) {
            var pause = PAUSE;
            try {
                var answer = request.get();
                tally.count(what + " " + answer.status() + reason(answer) + servedBy(answer));
                if (answer.status() < 500) {
                    return Optional.of(answer);
                }
                if (answer.status() != 503 || answer.header("Retry-After").isEmpty()) {
                    tally.violation(what + ": " + answer);
                }
                pause = answer.header("Retry-After").map(Load::seconds).orElse(PAUSE);
            } catch (UncheckedIOException e) {
                tally.count(what + " " + kind(e));
            }
            LockSupport.parkNanos(pause.toNanos());
        }
        tally.violation(what + " had no answer for " + PATIENCE.toSeconds() + " s");
        return Optional.empty();
    }

    private static Duration seconds(String retryAfter) {
        return Duration.ofSeconds(Long.parseLong(retryAfter));
    }

    /** Why, where it is no success. */
    private static String reason(Answer answer) {
        return answer.status() < 400 ? "" : (" " + answer.text("reason")).stripTrailing();
    }

    static String servedBy(Answer answer) {
        return answer.header("X-Served-By").map(it -> " by a " + it.split(";", 2)[0]).orElse("");
    }

    /** A gateway that is down refuses; one that goes down may break what is on its way. */
    private static String kind(UncheckedIOException failure) {
        return failure.getCause() instanceof ConnectException
                ? "refused connection"
                : "broken connection: " + failure.getMessage();
    }
}
