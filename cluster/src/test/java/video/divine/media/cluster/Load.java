package video.divine.media.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

import video.divine.media.standalone.endtoend.Answer;
import video.divine.media.standalone.endtoend.MediaClient;
import video.divine.media.standalone.endtoend.Publisher;

import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Clients of both gateways: of ten requests two ask for an upload, five for a video, two for an
 * alias and one for a listing. They do what clients do when they are refused or cut off: they ask
 * again, at the other gateway, a write under the same key.
 */
final class Load implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int IN_FLIGHT = 200;
    private static final String VIDEOS = "/v1/videos";

    /** An upload that was answered with a ticket. */
    record Granted(Publisher publisher, String vineId, String uid, String owner) {}

    private final MediaClient client;
    private final Duration interval;
    private final Tally tally;
    private final List<Granted> granted = new CopyOnWriteArrayList<>();
    private final Semaphore free = new Semaphore(IN_FLIGHT);
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
    private final Thread pacer = Thread.ofPlatform().name("load").unstarted(this::pace);
    private volatile boolean ended;

    Load(MediaClient client, int perSecond, Tally tally) {
        this.client = client;
        this.interval = Duration.ofSeconds(1).dividedBy(perSecond);
        this.tally = tally;
    }

    /** Returns once there is something to read. */
    Load begin(int videos) {
        for (var i = 0; i < videos; i++) {
            write();
        }
        pacer.start();
        return this;
    }

    List<Granted> granted() {
        return granted;
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
            // One that was late is not made up for: two cores have pauses of their own.
            next = Math.max(next + interval.toNanos(), System.nanoTime() - interval.toNanos());
            LockSupport.parkNanos(next - System.nanoTime());
            if (!free.tryAcquire()) {
                tally.count("not sent, " + IN_FLIGHT + " under way");
                continue;
            }
            var request = request(turn % 10);
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
        return switch (turn) {
            case 0, 5 -> this::write;
            case 1, 6 -> this::lookUp;
            case 9 -> this::list;
            default -> this::read;
        };
    }

    private void write() {
        var publisher = Publisher.anyone();
        var vineId = "load-" + publisher.secretKey().substring(0, 20);
        var body = "{\"vineId\":\"%s\"}".formatted(vineId);
        var answer =
                insist(
                        "POST",
                        () ->
                                client.post(
                                        VIDEOS,
                                        body,
                                        "Authorization",
                                        publisher.authorization("POST", client.url(VIDEOS), body),
                                        "Idempotency-Key",
                                        vineId));
        if (answer == null) {
            return;
        }
        if (answer.status() != 201) {
            tally.violation("POST " + vineId + ": " + answer);
            return;
        }
        if (answer.header("Idempotent-Replay").isPresent()) {
            tally.count("POST 201, a replay");
        }
        granted.add(new Granted(publisher, vineId, answer.text("uid"), answer.text("owner")));
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
        var answer = insist("GET", () -> client.get(VIDEOS + "/" + video.uid()));
        if (answer != null
                && !(answer.status() == 200
                        && answer.text("owner").equals(video.owner())
                        && answer.text("vineId").equals(video.vineId()))) {
            tally.violation("GET " + video.uid() + " of " + video.vineId() + ": " + answer);
        }
    }

    /** That its alias leads to it. */
    void checkAlias(Granted video) {
        var path = "/v1/lookup?vineId=" + URLEncoder.encode(video.vineId(), UTF_8);
        var answer = insist("lookup", () -> client.get(path));
        if (answer != null && !(answer.status() == 200 && answer.text("uid").equals(video.uid()))) {
            tally.violation("lookup " + video.vineId() + " of " + video.uid() + ": " + answer);
        }
    }

    /** It may trail a ticket by a moment, so only that it is there at all. */
    private void list() {
        var answer =
                insist("list", () -> client.get("/v1/users/" + anyGranted().owner() + "/videos"));
        if (answer != null && answer.status() != 200) {
            tally.violation("list: " + answer);
        }
    }

    /**
     * The first answer that is neither "later" nor a broken connection; null, and a violation,
     * where that takes too long.
     */
    private @Nullable Answer insist(String what, Supplier<Answer> request) {
        var deadline = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(deadline)) {
            try {
                var answer = request.get();
                tally.count(what + " " + answer.status() + servedBy(answer));
                if (answer.status() < 500) {
                    return answer;
                }
                if (answer.status() != 503 || answer.header("Retry-After").isEmpty()) {
                    tally.violation(what + ": " + answer);
                }
            } catch (UncheckedIOException e) {
                tally.count(what + " " + kind(e));
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        tally.violation(what + " had no answer for " + PATIENCE.toSeconds() + " s");
        return null;
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
