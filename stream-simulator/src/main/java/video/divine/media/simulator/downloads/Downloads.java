package video.divine.media.simulator.downloads;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import video.divine.media.simulator.ffmpeg.Ffmpeg;
import video.divine.media.simulator.ffmpeg.ToolRun;
import video.divine.media.simulator.storage.DurableFile;
import video.divine.media.simulator.video.Video;
import video.divine.media.simulator.video.VideoCatalogue;
import video.divine.media.simulator.video.VideoFiles;
import video.divine.media.simulator.work.Workers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The downloads of all videos, in the folder of each: {@code <kind>.json} says that one was asked
 * for and what became of it. One file is made at a time. What a stop leaves in progress is made
 * anew after the next start. Calls block.
 */
public final class Downloads implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Downloads.class);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(10);

    /** For those that somebody ended from outside, which says nothing about the video. */
    private static final int MOST_ATTEMPTS = 3;

    private record State(Download.Status status) {}

    private record Job(String uid, DownloadKind kind) {}

    private final VideoCatalogue catalogue;
    private final VideoFiles files;
    private final Remuxing remuxing;
    private final JsonMapper json = JsonMapper.builder().build();
    private final ExecutorService worker =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("simulator-downloads").factory());

    /** How far those in progress are; what is not in here is wanted no more. Guarded by this. */
    private final Map<Job, Double> percents = new HashMap<>();

    private Optional<ToolRun> running = Optional.empty();
    private boolean closed;

    public Downloads(VideoCatalogue catalogue, VideoFiles files, Ffmpeg ffmpeg) {
        this.catalogue = catalogue;
        this.files = files;
        this.remuxing = new Remuxing(ffmpeg);
    }

    /** Takes up what an earlier run left in progress. */
    public synchronized void resume() throws IOException {
        for (var uid : catalogue.all().map(Video::uid).sorted().toList()) {
            for (var kind : DownloadKind.values()) {
                var job = new Job(uid, kind);
                if (state(job).filter(Download.Status.IN_PROGRESS::equals).isPresent()) {
                    enqueue(job);
                }
            }
        }
    }

    /**
     * Of a video that is ready. One that is there already stays; one that failed is tried anew.
     *
     * @return whether the video has not been deleted meanwhile
     */
    public synchronized boolean enable(String uid, DownloadKind kind) throws IOException {
        var job = new Job(uid, kind);
        var known = state(job);
        if (known.isPresent() && known.get() != Download.Status.ERROR) {
            return true;
        }
        try {
            createFolder(uid);
            store(job, Download.Status.IN_PROGRESS);
        } catch (NoSuchFileException deletedMeanwhile) {
            return false;
        }
        enqueue(job);
        return true;
    }

    /** Those that were asked for, whatever became of them. */
    public synchronized List<Download> list(String uid) throws IOException {
        var downloads = new ArrayList<Download>();
        for (var kind : DownloadKind.values()) {
            var job = new Job(uid, kind);
            state(job)
                    .map(status -> new Download(kind, status, percent(job, status)))
                    .ifPresent(downloads::add);
        }
        return List.copyOf(downloads);
    }

    /** Returns whether it had been asked for. */
    public synchronized boolean remove(String uid, DownloadKind kind) throws IOException {
        var job = new Job(uid, kind);
        percents.remove(job);
        if (state(job).isEmpty()) {
            return false;
        }
        DurableFile.delete(stateFile(job));
        Files.deleteIfExists(file(uid, kind));
        return true;
    }

    /** Where it is once it is made. */
    public Path file(String uid, DownloadKind kind) {
        return files.downloads(uid).resolve(kind.fileName());
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            percents.clear();
            running.ifPresent(ToolRun::stop);
        }
        Workers.stop(worker, STOP_DEADLINE, "downloads");
    }

    /** Within that of the video only, so that none comes after a deletion. */
    private void createFolder(String uid) throws IOException {
        if (Files.notExists(files.downloads(uid))) {
            Files.createDirectory(files.downloads(uid));
        }
    }

    private void enqueue(Job job) {
        if (!closed) {
            percents.put(job, 0.0);
            worker.execute(() -> work(job, 1));
        }
    }

    private void work(Job job, int attempt) {
        var video = catalogue.find(job.uid());
        if (video.isEmpty()) {
            forget(job);
            return;
        }
        if (!isWanted(job)) {
            return;
        }
        try {
            var unfinished = unfinished(job);
            var outcome =
                    remuxing.make(
                            files.manifest(job.uid()).resolve("video.m3u8"),
                            job.kind(),
                            video.get().source().duration(),
                            unfinished,
                            this::register,
                            percent -> advance(job, percent));
            finish(job, outcome, attempt);
        } catch (IOException | RuntimeException failure) {
            failed(job, failure);
        }
    }

    private synchronized void forget(Job job) {
        percents.remove(job);
    }

    private synchronized boolean isWanted(Job job) {
        return percents.containsKey(job);
    }

    private synchronized void register(ToolRun run) {
        running = Optional.of(run);
        if (closed) {
            run.stop();
        }
    }

    /** Stops what nobody waits for any more, a deleted video's among it. */
    private synchronized void advance(Job job, double percent) {
        if (catalogue.find(job.uid()).isEmpty()) {
            percents.remove(job);
        }
        if (percents.computeIfPresent(job, (_, before) -> Math.max(before, percent)) == null) {
            running.ifPresent(ToolRun::stop);
        }
    }

    private synchronized void finish(Job job, Remuxing.Outcome outcome, int attempt)
            throws IOException {
        running = Optional.empty();
        if (!percents.containsKey(job) || catalogue.find(job.uid()).isEmpty()) {
            percents.remove(job);
            Files.deleteIfExists(unfinished(job));
            return;
        }
        switch (outcome) {
            case MADE -> {
                DurableFile.move(unfinished(job), file(job.uid(), job.kind()));
                end(job, Download.Status.READY);
            }
            case FAILED -> end(job, Download.Status.ERROR);
            case BROKEN_OFF -> {
                if (attempt < MOST_ATTEMPTS) {
                    worker.execute(() -> work(job, attempt + 1));
                } else {
                    end(job, Download.Status.ERROR);
                }
            }
        }
    }

    private synchronized void failed(Job job, Exception failure) {
        running = Optional.empty();
        if (!percents.containsKey(job) || catalogue.find(job.uid()).isEmpty()) {
            // Its folder is gone under our hands, or nobody waits for it.
            percents.remove(job);
            return;
        }
        log.error("download {} of video {} failed", job.kind(), job.uid(), failure);
        try {
            end(job, Download.Status.ERROR);
        } catch (IOException again) {
            // The next start tries it again.
            log.error("download {} of video {} is left", job.kind(), job.uid(), again);
        }
    }

    private void end(Job job, Download.Status status) throws IOException {
        percents.remove(job);
        Files.deleteIfExists(unfinished(job));
        store(job, status);
        log.info("download {} of video {}: {}", job.kind(), job.uid(), status);
    }

    private double percent(Job job, Download.Status status) {
        return switch (status) {
            case IN_PROGRESS -> percents.getOrDefault(job, 0.0);
            case READY -> 100;
            case ERROR -> 0;
        };
    }

    private Optional<Download.Status> state(Job job) throws IOException {
        var path = stateFile(job);
        if (Files.notExists(path)) {
            return Optional.empty();
        }
        try {
            return Optional.of(json.readValue(Files.readAllBytes(path), State.class).status());
        } catch (JacksonException unreadable) {
            throw new IOException("Expected a download's state in " + path, unreadable);
        }
    }

    private void store(Job job, Download.Status status) throws IOException {
        DurableFile.write(stateFile(job), json.writeValueAsBytes(new State(status)));
    }

    private Path stateFile(Job job) {
        return files.downloads(job.uid()).resolve(job.kind().wireName() + ".json");
    }

    private Path unfinished(Job job) {
        return files.downloads(job.uid())
                .resolve(job.kind().fileName() + DurableFile.TEMPORARY_SUFFIX);
    }
}
