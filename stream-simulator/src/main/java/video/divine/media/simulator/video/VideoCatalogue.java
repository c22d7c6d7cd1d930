package video.divine.media.simulator.video;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * All videos of the account. Reads come from memory and never block; a write returns once it is on
 * the disk, so what a caller was told survives a crash. Writers of one uid take turns.
 */
public final class VideoCatalogue {
    /** Videos share them, so that they need not come and go with these. */
    private static final int TURNS = 64;

    /**
     * What is to become of a video.
     *
     * @param changed nothing to leave it as it is
     * @param result for whoever asked
     */
    public record Decision<R>(Optional<Video> changed, R result) {}

    private final VideoFiles files;
    private final Ordinals ordinals;
    private final InstantSource clock;
    private final List<Lock> turns =
            Stream.<Lock>generate(ReentrantLock::new).limit(TURNS).toList();
    private final ConcurrentMap<String, Video> videos = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, String> uidsByLink = new ConcurrentHashMap<>();

    private VideoCatalogue(VideoFiles files, Ordinals ordinals, InstantSource clock) {
        this.files = files;
        this.ordinals = ordinals;
        this.clock = clock;
    }

    public static VideoCatalogue load(VideoFiles files, InstantSource clock) throws IOException {
        var videos = files.load();
        var catalogue = new VideoCatalogue(files, files.ordinals(videos), clock);
        videos.forEach(catalogue::index);
        return catalogue;
    }

    public Optional<Video> find(String uid) {
        return Optional.ofNullable(videos.get(uid));
    }

    public Optional<Video> findByLink(String linkId) {
        return Optional.ofNullable(uidsByLink.get(linkId)).flatMap(this::find);
    }

    /** A weakly consistent view in no order. */
    public Stream<Video> all() {
        return videos.values().stream();
    }

    /** The ordinal of the video that was added last, 0 before the first. */
    public long latestOrdinal() {
        return ordinals.latest();
    }

    /** Stores the video under the next ordinal. */
    public void add(Video video) {
        var numbered = video.withOrdinal(ordinals.next());
        try {
            files.save(numbered);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        index(numbered);
    }

    /**
     * A change that readers see: {@code modified} moves on before {@code change} is asked.
     *
     * @param change returns nothing to leave the video as it is
     * @return the changed video; nothing if there is none of that uid or it was left as it is
     */
    public Optional<Video> change(String uid, Function<Video, Optional<Video>> change) {
        return decide(
                        uid,
                        video -> {
                            var changed = change.apply(video);
                            return new Decision<>(changed, changed);
                        })
                .flatMap(Function.identity());
    }

    /**
     * As {@link #change}, for a caller who wants to know more of it than the changed video.
     *
     * @return what was decided; nothing if there is no video of that uid
     */
    public <R> Optional<R> decide(String uid, Function<Video, Decision<R>> decider) {
        return replace(
                uid,
                video ->
                        decider.apply(
                                video.withModified(
                                        Timestamps.after(video.modified(), clock.instant()))));
    }

    /** A change that readers do not see, such as that its notice was delivered. */
    public Optional<Video> bookkeep(String uid, Function<Video, Video> change) {
        return replace(
                uid,
                video -> {
                    var changed = change.apply(video);
                    return new Decision<>(Optional.of(changed), changed);
                });
    }

    /**
     * Progress is kept in memory only: after a restart the work starts anew, and an fsync a percent
     * would cost more than the encoding of a short clip.
     */
    public void progress(String uid, double percent) {
        inTurn(uid, video -> progressed(video, percent));
    }

    private boolean progressed(Video video, double percent) {
        if (!(video.status() instanceof VideoStatus.InProgress(var before)) || percent <= before) {
            return false;
        }
        var modified = Timestamps.after(video.modified(), clock.instant());
        videos.put(
                video.uid(),
                video.withModified(modified).withStatus(new VideoStatus.InProgress(percent)));
        return true;
    }

    /** Forgets the video; its folder is the caller's to delete. Returns whether there was one. */
    public boolean remove(String uid) {
        return removeIf(uid, _ -> true);
    }

    /** As {@link #remove}, unless the video is another one by now than the caller thinks. */
    public boolean removeIf(String uid, Predicate<Video> condition) {
        return inTurn(uid, video -> condition.test(video) && removed(video)).orElse(false);
    }

    private boolean removed(Video video) {
        try {
            ordinals.keep(video.ordinal());
            files.forget(video.uid());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        video.link().ifPresent(link -> uidsByLink.remove(link.id()));
        videos.remove(video.uid());
        return true;
    }

    private <R> Optional<R> replace(String uid, Function<Video, Decision<R>> decider) {
        return inTurn(
                uid,
                video -> {
                    var decision = decider.apply(video);
                    decision.changed().ifPresent(this::store);
                    return decision.result();
                });
    }

    private void store(Video changed) {
        try {
            files.save(changed);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        videos.put(changed.uid(), changed);
    }

    /** Nothing if there is no such video when it is its turn. */
    private <R> Optional<R> inTurn(String uid, Function<Video, R> work) {
        var turn = turns.get(Math.floorMod(uid.hashCode(), TURNS));
        turn.lock();
        try {
            return find(uid).map(work);
        } finally {
            turn.unlock();
        }
    }

    private void index(Video video) {
        videos.put(video.uid(), video);
        video.link().ifPresent(link -> uidsByLink.put(link.id(), video.uid()));
    }
}
