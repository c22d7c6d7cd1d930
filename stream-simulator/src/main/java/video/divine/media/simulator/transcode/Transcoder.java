package video.divine.media.simulator.transcode;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import video.divine.media.simulator.fault.Faults;
import video.divine.media.simulator.fault.StuckState;
import video.divine.media.simulator.ffmpeg.Ffmpeg;
import video.divine.media.simulator.ffmpeg.ToolRun;
import video.divine.media.simulator.video.VideoCatalogue;
import video.divine.media.simulator.video.VideoFiles;
import video.divine.media.simulator.webhook.FinishedVideos;
import video.divine.media.simulator.work.Workers;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The queue between upload and playback. It alone deletes the folder of a video it works on: ffmpeg
 * writes there until it is gone.
 */
public final class Transcoder implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Transcoder.class);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(10);

    private final VideoCatalogue catalogue;
    private final VideoFiles files;
    private final Transcoding transcoding;
    private final RepeatPolicy policy;
    private final StateHold hold;
    private final ExecutorService workers;
    private final CountDownLatch closing = new CountDownLatch(1);

    /** The uids being worked on, each with its process once that runs. Guarded by this. */
    private final Map<String, Optional<ToolRun>> running = new HashMap<>();

    private boolean closed;

    /**
     * Starts with nothing queued.
     *
     * @param finished who is told how each video ended
     * @param concurrency how many videos are encoded at once
     */
    public Transcoder(
            VideoCatalogue catalogue,
            VideoFiles files,
            FinishedVideos finished,
            Ffmpeg ffmpeg,
            EncodedOnce once,
            RepeatPolicy policy,
            StateTimes times,
            Faults faults,
            int concurrency) {
        this.catalogue = catalogue;
        this.files = files;
        this.hold = new StateHold(times, faults);
        this.transcoding = new Transcoding(catalogue, files, finished, hold, ffmpeg, once);
        this.policy = policy;
        this.workers =
                Executors.newFixedThreadPool(
                        concurrency,
                        Thread.ofPlatform().daemon().name("simulator-transcode-", 0).factory());
    }

    /** Queues the uid; returns at once. A closed queue takes nothing: the next start will. */
    public void enqueue(String uid) {
        enqueue(uid, 0);
    }

    private void enqueue(String uid, int repeat) {
        await(uid, repeat, StateHold.Stay.begins(StuckState.QUEUED));
    }

    private void await(String uid, int repeat, StateHold.Stay stay) {
        hold.afterwards(stay, () -> submit(uid, repeat, stay));
    }

    private synchronized void submit(String uid, int repeat, StateHold.Stay stay) {
        if (!closed) {
            workers.execute(() -> work(uid, repeat, stay));
        }
    }

    /**
     * Deletes all files of a video that is no longer in the catalogue; if it is being worked on,
     * that is stopped and its worker deletes them.
     */
    public synchronized void discard(String uid) throws IOException {
        if (running.containsKey(uid)) {
            running.getOrDefault(uid, Optional.empty()).ifPresent(ToolRun::stop);
        } else {
            files.drop(uid);
        }
    }

    /** Stops all work, which the next start takes up again from its beginning. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            closing.countDown();
            running.values().forEach(run -> run.ifPresent(ToolRun::stop));
        }
        // No interrupts: they would break a state file's write half-way. Queued tasks see `closed`.
        Workers.stop(workers, STOP_DEADLINE, "encodings");
        hold.close();
    }

    private void work(String uid, int repeat, StateHold.Stay stay) {
        if (!hold.isOver(stay)) {
            // It got stuck while it waited for a worker.
            await(uid, repeat, stay);
            return;
        }
        if (!begin(uid)) {
            return;
        }
        var again = false;
        try {
            again =
                    transcoding.transcode(
                            uid,
                            repeat >= policy.repeats(),
                            run -> register(uid, run),
                            () -> isWanted(uid));
        } finally {
            end(uid);
        }
        if (again) {
            repeat(uid, repeat + 1);
        }
    }

    /** Other videos have the worker meanwhile. A stop ends the pause: the next start goes on. */
    private void repeat(String uid, int repeat) {
        var pause = policy.pauseBefore(repeat);
        Thread.ofVirtual()
                .name("simulator-transcode-pause")
                .start(
                        () -> {
                            try {
                                if (!closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                                    enqueue(uid, repeat);
                                }
                            } catch (InterruptedException nobodyDoes) {
                                Thread.currentThread().interrupt();
                            }
                        });
    }

    private synchronized boolean begin(String uid) {
        return !closed && running.putIfAbsent(uid, Optional.empty()) == null;
    }

    private synchronized void register(String uid, ToolRun run) {
        running.put(uid, Optional.of(run));
        if (!isWanted(uid)) {
            run.stop();
        }
    }

    private synchronized boolean isWanted(String uid) {
        return !closed && catalogue.find(uid).isPresent();
    }

    private synchronized void end(String uid) {
        running.remove(uid);
        if (catalogue.find(uid).isEmpty()) {
            try {
                files.drop(uid);
            } catch (IOException failure) {
                // The next start drops folders that belong to no video.
                log.warn("files of deleted video {} are left over", uid, failure);
            }
        }
    }
}
