package video.divine.media.simulator.copy;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

import video.divine.media.simulator.quota.AccountQuota;
import video.divine.media.simulator.quota.Shortage;
import video.divine.media.simulator.transcode.RepeatPolicy;
import video.divine.media.simulator.upload.Acceptance;
import video.divine.media.simulator.upload.Incoming;
import video.divine.media.simulator.upload.Verdict;
import video.divine.media.simulator.video.FailureReason;
import video.divine.media.simulator.video.Video;
import video.divine.media.simulator.video.VideoCatalogue;
import video.divine.media.simulator.video.VideoFiles;
import video.divine.media.simulator.video.VideoStatus;
import video.divine.media.simulator.webhook.FinishedVideos;
import video.divine.media.simulator.work.Workers;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The queue of files to be fetched. */
public final class Copies implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Copies.class);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(5);
    private static final int AT_ONCE = 2;

    /** How one attempt ended. */
    private sealed interface Outcome {
        /** The file was handed over, or its video ended with it. */
        record Settled() implements Outcome {}

        record Failed(FailureReason reason) implements Outcome {}

        /** The file came, but not whether it is a video. */
        record Undecided() implements Outcome {}
    }

    private final VideoCatalogue catalogue;
    private final AccountQuota quota;
    private final VideoFiles files;
    private final Acceptance acceptance;
    private final FinishedVideos finished;
    private final CopyLimits limits;
    private final RepeatPolicy repeats;
    private final Origins origins;
    private final LoopResources loops = LoopResources.create("simulator-copy", 1, true);
    private final ExecutorService workers =
            Executors.newFixedThreadPool(
                    AT_ONCE, Thread.ofPlatform().daemon().name("simulator-copy-", 0).factory());
    private final CompletableFuture<Void> closing = new CompletableFuture<>();

    /**
     * Starts with nothing queued.
     *
     * @param repeats of a copy whose file could not be looked at
     */
    public Copies(
            VideoCatalogue catalogue,
            AccountQuota quota,
            VideoFiles files,
            Acceptance acceptance,
            FinishedVideos finished,
            CopyLimits limits,
            RepeatPolicy repeats) {
        this.catalogue = catalogue;
        this.quota = quota;
        this.files = files;
        this.acceptance = acceptance;
        this.finished = finished;
        this.limits = limits;
        this.repeats = repeats;
        this.origins = new Origins(limits.hosts());
    }

    /** Begins anew what an earlier run did not end. */
    public void resume() {
        catalogue
                .all()
                .filter(video -> video.status() instanceof VideoStatus.Downloading)
                .sorted(Comparator.comparing(Video::created))
                .forEach(video -> enqueue(video.uid()));
    }

    /** Ends what is being fetched, which the next start takes up again. */
    @Override
    public void close() {
        closing.complete(null);
        Workers.stop(workers, STOP_DEADLINE, "copies");
        loops.disposeLater(Duration.ZERO, STOP_DEADLINE).block(STOP_DEADLINE);
    }

    /** Whether such a URL is fetched at all. Blocks. */
    boolean isPermitted(String url) {
        return origins.find(url).isPresent();
    }

    /** Stores the video and queues its copy, unless something is short. Blocks. */
    Optional<Shortage> begin(Video video) {
        var shortage = quota.admit(video);
        if (shortage.isEmpty()) {
            log.info("video {} is to be copied", video.uid());
            enqueue(video.uid());
        }
        return shortage;
    }

    private void enqueue(String uid) {
        enqueue(uid, 0);
    }

    private synchronized void enqueue(String uid, int repeat) {
        if (!workers.isShutdown()) {
            workers.execute(() -> work(uid, repeat));
        }
    }

    private void work(String uid, int repeat) {
        var url = pending(uid);
        if (url.isEmpty()) {
            return;
        }
        try {
            switch (copy(uid, url.get())) {
                case Outcome.Settled() -> {}
                case Outcome.Failed(var reason) -> fail(uid, reason);
                case Outcome.Undecided() -> repeat(uid, repeat + 1);
            }
        } catch (IOException | RuntimeException broken) {
            log.error("video {} could not be copied", uid, broken);
            fail(uid, FailureReason.ERR_UNKNOWN);
        }
    }

    /** One that a stop broke off is left to the next start. */
    private void fail(String uid, FailureReason reason) {
        if (!closing.isDone() && pending(uid).isPresent()) {
            finished.failed(uid, reason);
        }
    }

    /** The pause is long enough for a stop to come between, if that ended ffprobe as well. */
    private void repeat(String uid, int repeat) {
        if (repeat > repeats.repeats()) {
            fail(uid, FailureReason.ERR_UNKNOWN);
            return;
        }
        var pause = repeats.pauseBefore(repeat);
        log.warn("video {} is copied again in {}", uid, pause);
        CompletableFuture.delayedExecutor(
                        pause.toMillis(), TimeUnit.MILLISECONDS, Thread::startVirtualThread)
                .execute(() -> enqueue(uid, repeat));
    }

    private Outcome copy(String uid, String url) throws IOException {
        var incoming = Incoming.open(files.incoming());
        try {
            if (!isFetched(uid, url, incoming)) {
                return new Outcome.Failed(FailureReason.ERR_FETCH_ORIGIN_ERROR);
            }
            return switch (acceptance.accept(uid, incoming)) {
                case Verdict.Taken() -> new Outcome.Settled();
                case Verdict.Refused(var reason) -> {
                    log.info("video {} is not taken: {}", uid, reason.message());
                    yield new Outcome.Settled();
                }
                case Verdict.Undecided() -> new Outcome.Undecided();
            };
        } finally {
            incoming.discard();
        }
    }

    private boolean isFetched(String uid, String url, Incoming incoming) {
        try {
            var origin = origins.find(url);
            if (origin.isEmpty()) {
                throw new OriginFailure("its origin is not permitted, or not known any more");
            }
            var stopped =
                    Mono.fromFuture(closing, true)
                            .then(Mono.<Void>error(new OriginFailure("the simulator stops")));
            new Download(origin.get(), limits, loops, () -> pending(uid).isPresent())
                    .to(incoming)
                    .or(stopped)
                    .block(limits.deadline());
            return true;
        } catch (RuntimeException failure) {
            log.info("video {} could not be downloaded: {}", uid, failure.toString());
            return false;
        }
    }

    /** The URL of a copy that is still wanted. */
    private Optional<String> pending(String uid) {
        return catalogue
                .find(uid)
                .map(Video::status)
                .flatMap(
                        status ->
                                status instanceof VideoStatus.Downloading(var url)
                                        ? Optional.of(url)
                                        : Optional.empty());
    }
}
