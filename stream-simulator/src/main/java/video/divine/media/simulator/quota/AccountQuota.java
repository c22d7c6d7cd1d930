package video.divine.media.simulator.quota;

import video.divine.media.simulator.video.Source;
import video.divine.media.simulator.video.Video;
import video.divine.media.simulator.video.VideoCatalogue;
import video.divine.media.simulator.video.VideoCatalogue.Decision;
import video.divine.media.simulator.video.VideoState;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Admits videos to the catalogue as long as the account has room for them.
 *
 * <p>A video takes up its duration; as long as that is not known, the longest it may have. A link
 * takes that up, too, until it has expired, and a video that failed takes up nothing. What is
 * deleted is free at once. An edit that lets a video take up more needs room for it as well.
 *
 * <p>A copy that may be of any duration takes up nothing until it is measured, and may then be more
 * than there is room for: it goes on, and what comes after it is refused. Cloudflare documents
 * neither a reservation nor an end for it.
 */
public final class AccountQuota {
    private static final int SECONDS_OF_A_MINUTE = 60;

    private final VideoCatalogue catalogue;
    private final AccountLimits limits;
    private final InstantSource clock;

    /**
     * Those that are being written to the catalogue, by uid: new ones and changed ones. Guarded by
     * this.
     */
    private final Map<String, Video> arriving = new HashMap<>();

    public AccountQuota(VideoCatalogue catalogue, AccountLimits limits, InstantSource clock) {
        this.catalogue = catalogue;
        this.limits = limits;
        this.clock = clock;
    }

    public AccountLimits limits() {
        return limits;
    }

    /** Adds the video, unless something is short. Blocks. */
    public Optional<Shortage> admit(Video video) {
        var shortage = reserve(video);
        if (shortage.isEmpty()) {
            try {
                catalogue.add(video);
            } finally {
                release(video);
            }
        }
        return shortage;
    }

    /**
     * Changes the video as {@link VideoCatalogue#decide} does, unless it would take up more than
     * before and that is not there. Blocks.
     *
     * @param refused what is decided then
     */
    public <R> Optional<R> decide(
            String uid, Function<Video, Decision<R>> decider, Function<Shortage, R> refused) {
        try (var reservation = new Reservation()) {
            return catalogue.decide(
                    uid,
                    video -> {
                        var decision = decider.apply(video);
                        return decision.changed()
                                .flatMap(changed -> reservation.extend(video, changed))
                                .map(
                                        shortage ->
                                                new Decision<>(
                                                        Optional.empty(), refused.apply(shortage)))
                                .orElse(decision);
                    });
        }
    }

    /** Room for a changed video, until it is written. */
    private final class Reservation implements AutoCloseable {
        private Optional<Video> held = Optional.empty();

        Optional<Shortage> extend(Video before, Video after) {
            var shortage = AccountQuota.this.extend(before, after);
            held = shortage.isEmpty() ? Optional.of(after) : Optional.empty();
            return shortage;
        }

        @Override
        public void close() {
            held.ifPresent(AccountQuota.this::release);
        }
    }

    /** Of the videos that are wanted. */
    public StorageUsage usage(Predicate<Video> wanted) {
        var now = clock.instant();
        var videos = catalogue.all().filter(wanted).toList();
        return new StorageUsage(
                videos.stream().mapToDouble(video -> seconds(video, now)).sum(), videos.size());
    }

    /** Together, so that of two videos for the last place one gets it. */
    private synchronized Optional<Shortage> reserve(Video video) {
        var others = allBut(video.uid());
        if (others.processing() >= limits.processing()) {
            return Optional.of(Shortage.PROCESSING);
        }
        return reserve(video, others);
    }

    private synchronized Optional<Shortage> extend(Video before, Video after) {
        var now = clock.instant();
        return seconds(after, now) <= seconds(before, now)
                ? Optional.empty()
                : reserve(after, allBut(after.uid()));
    }

    private Optional<Shortage> reserve(Video video, Load others) {
        var wanted = others.seconds() + seconds(video, clock.instant());
        if (wanted > (double) limits.storageMinutes() * SECONDS_OF_A_MINUTE) {
            return Optional.of(Shortage.STORAGE);
        }
        arriving.put(video.uid(), video);
        return Optional.empty();
    }

    /** Not what a later change of the same video has reserved meanwhile. */
    private synchronized void release(Video video) {
        arriving.remove(video.uid(), video);
    }

    private record Load(int processing, double seconds) {
        static final Load NONE = new Load(0, 0);

        Load plus(Video video, double itsSeconds) {
            var state = video.status().state();
            var isProcessing = state == VideoState.QUEUED || state == VideoState.IN_PROGRESS;
            return new Load(processing + (isProcessing ? 1 : 0), seconds + itsSeconds);
        }
    }

    /** One look at the catalogue: who asks for a place waits for who asked before. */
    private Load allBut(String uid) {
        var now = clock.instant();
        var load = Load.NONE;
        // Those that are being written may be in the catalogue already, and count once.
        for (var video : (Iterable<Video>) catalogue.all()::iterator) {
            if (!arriving.containsKey(video.uid()) && !video.uid().equals(uid)) {
                load = load.plus(video, seconds(video, now));
            }
        }
        for (var video : arriving.values()) {
            if (!video.uid().equals(uid)) {
                load = load.plus(video, seconds(video, now));
            }
        }
        return load;
    }

    private static double seconds(Video video, Instant now) {
        return switch (video.status().state()) {
            case PENDING_UPLOAD ->
                    video.link().filter(link -> now.isBefore(link.expiry())).isPresent()
                            ? video.options().maxDurationSeconds()
                            : 0;
            case DOWNLOADING, QUEUED, IN_PROGRESS, READY, LIVE_IN_PROGRESS ->
                    video.source().duration() == Source.UNKNOWN
                            ? video.options().maxDurationSeconds()
                            : video.source().duration();
            case ERROR -> 0;
        };
    }
}
