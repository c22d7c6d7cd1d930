package video.divine.media.simulator.quota;

import video.divine.media.simulator.video.Source;
import video.divine.media.simulator.video.Video;
import video.divine.media.simulator.video.VideoCatalogue;
import video.divine.media.simulator.video.VideoState;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Admits videos to the catalogue as long as the account has room for them.
 *
 * <p>A video takes up its duration; as long as that is not known, the longest it may have. A link
 * takes that up, too, until it has expired, and a video that failed takes up nothing. What is
 * deleted is free at once.
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

    /** Those that are being written to the catalogue, by uid. Guarded by this. */
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

    /** Of the videos that are wanted. */
    public StorageUsage usage(Predicate<Video> wanted) {
        var videos = catalogue.all().filter(wanted).toList();
        return new StorageUsage(seconds(videos.stream()), videos.size());
    }

    /** Together, so that of two videos for the last place one gets it. */
    private synchronized Optional<Shortage> reserve(Video video) {
        var shortage = shortage(video);
        if (shortage.isEmpty()) {
            arriving.put(video.uid(), video);
        }
        return shortage;
    }

    private synchronized void release(Video video) {
        arriving.remove(video.uid());
    }

    private Optional<Shortage> shortage(Video video) {
        // Those that arrive may be in the catalogue already, and count once.
        var known = catalogue.all().filter(held -> !arriving.containsKey(held.uid())).toList();
        if (known.stream().filter(AccountQuota::isProcessing).count() >= limits.processing()) {
            return Optional.of(Shortage.PROCESSING);
        }
        var wanted = seconds(known.stream()) + seconds(arriving.values().stream()) + seconds(video);
        return wanted > (double) limits.storageMinutes() * SECONDS_OF_A_MINUTE
                ? Optional.of(Shortage.STORAGE)
                : Optional.empty();
    }

    private double seconds(Stream<Video> videos) {
        return videos.mapToDouble(this::seconds).sum();
    }

    private double seconds(Video video) {
        return switch (video.status().state()) {
            case PENDING_UPLOAD ->
                    video.link().filter(link -> clock.instant().isBefore(link.expiry())).isPresent()
                            ? video.options().maxDurationSeconds()
                            : 0;
            case DOWNLOADING, QUEUED, IN_PROGRESS, READY, LIVE_IN_PROGRESS ->
                    video.source().duration() == Source.UNKNOWN
                            ? video.options().maxDurationSeconds()
                            : video.source().duration();
            case ERROR -> 0;
        };
    }

    private static boolean isProcessing(Video video) {
        var state = video.status().state();
        return state == VideoState.QUEUED || state == VideoState.IN_PROGRESS;
    }
}
