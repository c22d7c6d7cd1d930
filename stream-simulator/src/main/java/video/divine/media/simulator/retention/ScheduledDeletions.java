package video.divine.media.simulator.retention;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import video.divine.media.simulator.transcode.Transcoder;
import video.divine.media.simulator.video.Video;
import video.divine.media.simulator.video.VideoCatalogue;
import video.divine.media.simulator.work.Workers;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Deletes videos whose {@code scheduledDeletion} has passed, as somebody else's DELETE would. The
 * clock is looked at once a second; who shows videos asks {@link #isDue}, and is not late.
 */
public final class ScheduledDeletions implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ScheduledDeletions.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(5);

    private final VideoCatalogue catalogue;
    private final Transcoder transcoder;
    private final InstantSource clock;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("simulator-retention").factory());

    private ScheduledDeletions(
            VideoCatalogue catalogue, Transcoder transcoder, InstantSource clock) {
        this.catalogue = catalogue;
        this.transcoder = transcoder;
        this.clock = clock;
    }

    public static ScheduledDeletions start(
            VideoCatalogue catalogue, Transcoder transcoder, InstantSource clock) {
        var deletions = new ScheduledDeletions(catalogue, transcoder, clock);
        var _ =
                deletions.timer.scheduleWithFixedDelay(
                        deletions::sweep, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        return deletions;
    }

    public static boolean isDue(Video video, Instant now) {
        return video.options().scheduledDeletion().filter(time -> !now.isBefore(time)).isPresent();
    }

    @Override
    public void close() {
        Workers.stop(timer, STOP_DEADLINE, "scheduled deletions");
    }

    private void sweep() {
        try {
            var now = clock.instant();
            var due = catalogue.all().filter(video -> isDue(video, now)).map(Video::uid).toList();
            for (var uid : due) {
                delete(uid, now);
            }
        } catch (IOException | RuntimeException failure) {
            // A timer that fails is never run again, and the next round may do.
            log.error("scheduled deletions failed", failure);
        }
    }

    /** An edit may have moved the time meanwhile. */
    private void delete(String uid, Instant now) throws IOException {
        if (catalogue.removeIf(uid, video -> isDue(video, now))) {
            transcoder.discard(uid);
            log.info("video {} deleted as scheduled", uid);
        }
    }
}
